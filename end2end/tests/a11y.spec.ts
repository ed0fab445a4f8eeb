import { barriers, expectAccessible } from "../support/a11y.ts";
import { act, button, enterPassword, rows, settled, signIn, visit } from "../support/pages.ts";
import { personas } from "../support/personas.ts";
import { batches, routeTable, SIGHTS } from "../support/routes.ts";
import { expect, test, unique } from "../support/test.ts";
import { totp } from "../support/totp.ts";

test("every route of the application is looked at", () => {
  expect(routeTable().length).toBeGreaterThan(30);
  expect(routeTable().filter((route) => !SIGHTS.some((sight) => sight.route === route))).toEqual([]);
});

// Every page says for itself what is wrong with it; the others are looked at all the same.
for (const { name, who, sights } of batches()) {
  test(`accessible: what ${name} sees`, async ({ as, guest, office }) => {
    test.slow();
    const page = who === "guest" ? await guest() : await as(who);
    for (const sight of sights) {
      await test.step(sight.name, async () => {
        const response = await visit(page, await sight.path(office));
        expect.soft(response.status(), `status of ${sight.name}`).toBe(sight.status);
        expect.soft(await page.locator("h1").count(), `main headings of ${sight.name}`).toBe(1);
        expect.soft(await page.title()).toMatch(/ · Privity$/);
        expect.soft(await barriers(page), `${sight.name} breaks WCAG 2.2 AA`).toEqual([]);
      });
    }
  });
}

const MAIN = [
  "/sign-in as guest",
  "/cases as miriam",
  "a case as miriam",
  "team and access as miriam",
  "giving access as miriam",
  "/cases/new as miriam",
  "/filing as miriam",
  "a client as miriam",
  "/walls as miriam",
  "/staff as miriam",
  "/audit as miriam",
  "/account as miriam",
  "closing a case as tomas",
  "/nothing/is/here as leila",
];

for (const who of ["guest", "miriam", "tomas", "leila"] as const) {
  test(`accessible in the dark: what ${who} sees`, async ({ as, guest, office }) => {
    test.slow();
    const page = who === "guest" ? await guest() : await as(who);
    await page.emulateMedia({ colorScheme: "dark" });
    for (const sight of SIGHTS.filter((sight) => sight.who === who && MAIN.includes(sight.name))) {
      await test.step(sight.name, async () => {
        await visit(page, await sight.path(office));
        const ground = await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
        // A dark ground is dark in whatever notation the browser gives it.
        const [lightest] = ground.match(/[\d.]+/g)!.map(Number);
        expect.soft(lightest! <= 1 ? lightest! < 0.4 : lightest! < 80, `${sight.name} is dark: ${ground}`).toBe(true);
        expect.soft(await barriers(page), `${sight.name} breaks WCAG 2.2 AA`).toEqual([]);
      });
    }
  });
}

test("accessible: the second step of signing in", async ({ page }) => {
  await visit(page, "/sign-in");
  await enterPassword(page, personas.miriam);
  await page.getByLabel("Six-digit code").waitFor();
  await settled(page);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").waitFor();
  await expectAccessible(page);
});

test("accessible: forms that were refused", async ({ as, page }) => {
  const miriam = await as("miriam");
  for (const [path, press] of [
    ["/cases/new", "Open case"],
    ["/clients/new", "Add client"],
    ["/staff/invite", "Send invitation"],
  ] as const) {
    await visit(miriam, path);
    await button(miriam, press).click();
    await expect(miriam.locator('[aria-invalid="true"]').first()).toBeVisible();
    await expectAccessible(miriam);
  }
  await visit(page, "/sign-in");
  await enterPassword(page, { email: `${unique("nobody").replace(" ", ".")}@mail.example`, password: "wrong" });
  await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible();
  await expectAccessible(page);
});

test("accessible: an account from its invitation to its recovery codes", async ({ as, guest, office }) => {
  const email = `${unique("robin").replace(" ", ".")}@pellworthadair.example`;
  await office.post("miriam", "staff/api/invite", { name: "Robin Vale", email, role: "paralegal" });
  const miriam = await as("miriam");
  await visit(miriam, "/outbox");
  await rows(miriam, "Messages").filter({ hasText: email }).getByRole("button", { name: "Open" }).click();
  const link = miriam.getByRole("region", { name: "Opened message" }).getByRole("link");
  const href = (await link.getAttribute("href"))!;
  await expectAccessible(miriam);

  const page = await guest();
  await visit(page, href);
  await expectAccessible(page);
  const password = "velvet anchor mosaic tundra";
  await page.getByLabel("New password").fill(password);
  await act(page, "Set password", "Your password is set.");
  await signIn(page, { email, password });
  await expectAccessible(page);
  await visit(page, "/clients");
  await expectAccessible(page);
  await visit(page, "/account/second-factor");
  await button(page, "Start").click();
  const secret = await page.locator("code.secret").innerText();
  await settled(page);
  await expectAccessible(page);
  await page.getByLabel("Six-digit code").fill(totp(secret));
  await act(page, "Confirm", "The second factor is set up.");
  await expectAccessible(page);
  await visit(page, "/account/second-factor/remove");
  await expectAccessible(page);
});

test("accessible: the menu of the account, and a theme that stays", async ({ as }) => {
  const page = await as("tomas");
  await visit(page, "/clients");
  await button(page, "Account, theme and sign out").click();
  await expect(page.locator("#me")).toBeVisible();
  await expectAccessible(page);
  await button(page, "Dark").click();
  await expect(page.locator('html[data-theme="dark"]')).toBeAttached();
  await expect(page).toHaveURL("/clients");
  await visit(page, "/cases");
  await expect(page.locator('html[data-theme="dark"]')).toBeAttached();
});
