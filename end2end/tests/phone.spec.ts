import { visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
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

test("a title that is one long word breaks: page, dialog, list", async ({ as, office }) => {
  const title = `Long${"title".repeat(39)}`;
  const id = await office.openCase(title);
  const page = await as("tomas");
  for (const path of [`/cases/${id}`, `/cases/${id}/team`, `/cases/${id}/team/new`, `/cases/${id}/close`, "/cases"]) {
    await page.goto(path);
    await expect(page.getByText(title).first()).toBeAttached();
    expect.soft(await page.evaluate(standingOut), `what stands out of ${path}`).toEqual([]);
    expect.soft(await page.evaluate(() => innerWidth), `width of ${path}`).toBeLessThanOrEqual(390);
  }
  await page.goto(`/cases/${id}/close`);
  await expect(page.getByRole("link", { name: "Close", exact: true })).toBeInViewport({ ratio: 1 });
});

test("a table on a phone shows every column without scrolling", async ({ as, office }) => {
  const page = await as("miriam");
  const team = `/cases/${await office.case(OKONKWO)}/team`;
  for (const path of ["/cases", "/clients", "/staff", "/audit", team]) {
    await page.goto(path);
    const wraps = page.locator(".table-wrap");
    const hidden = await wraps.evaluateAll((all) => all.filter((wrap) => wrap.scrollWidth > wrap.clientWidth + 1).length);
    expect.soft(hidden, `tables of ${path} that scroll sideways`).toBe(0);
  }
});

test("on a phone the menu is a link to the navigation at the foot", async ({ as }) => {
  const page = await as("tomas");
  await visit(page, "/cases");
  await page.getByRole("link", { name: "Menu" }).tap();
  const clients = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Clients", exact: true });
  await expect(clients).toBeInViewport();
  await clients.tap();
  await expect(page.getByRole("heading", { level: 1, name: "Clients" })).toBeVisible();
});
