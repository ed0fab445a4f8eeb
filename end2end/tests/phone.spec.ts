import { visit } from "../support/pages.ts";
import { batches } from "../support/routes.ts";
import { expect, test } from "../support/test.ts";

for (const { name, who, sights } of batches()) {
  test(`no sideways scrolling on a phone: what ${name} sees`, async ({ as, guest, office }) => {
    test.slow();
    const page = who === "guest" ? await guest() : await as(who);
    for (const sight of sights) {
      await test.step(sight.name, async () => {
        await page.goto(await sight.path(office));
        expect.soft(await page.evaluate(standingOut), `what stands out of ${sight.name}`).toEqual([]);
        expect.soft(await page.evaluate(() => innerWidth), `width of ${sight.name}`).toBeLessThanOrEqual(390);
      });
    }
  });
}

/// The elements that reach past the page's edge, unless they scroll inside something of their own.
function standingOut(): string[] {
  const most = document.documentElement.clientWidth;
  if (document.scrollingElement!.scrollWidth <= most) return [];
  const scrolls = (element: Element | null): boolean =>
    element !== null &&
    element !== document.body &&
    (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > most + 1 && !scrolls(element.parentElement))
    .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`)
    .concat("the page");
}

test("on a phone the menu is a link to the navigation at the foot", async ({ as }) => {
  const page = await as("tomas");
  await visit(page, "/cases");
  await page.getByRole("link", { name: "Menu" }).tap();
  const clients = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Clients" });
  await expect(clients).toBeInViewport();
  await clients.tap();
  await expect(page.getByRole("heading", { level: 1, name: "Clients" })).toBeVisible();
});
