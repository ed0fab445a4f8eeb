import { expectAccessible } from "../support/a11y.ts";
import { button, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { LINK, newest, signIn, somebody } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

test("a client signs in with a code, looks at every page, and signs out", async ({ as, guest }) => {
  test.slow();
  const [page, partner] = [await guest(), await as("miriam")];
  await page.setViewportSize({ width: 390, height: 844 });
  const person = await signIn(page, partner, 0);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(person.name.split(" ")[0]!);
  for (const path of ["/portal", "/portal/appointments", "/portal/invoices", "/portal/profile"]) {
    await test.step(path, async () => {
      await visit(page, path);
      await expectAccessible(page);
      await expect(page.locator("script")).toHaveCount(0);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(wide, `${path} fits a phone`).toBe(false);
      await page.emulateMedia({ colorScheme: "dark" });
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: "light" });
    });
  }
  await visit(page, "/portal/invoices");
  await page.locator(".todo a").first().click();
  await expect(page.getByRole("link", { name: "Download as PDF" })).toBeVisible();
  await expectAccessible(page);
  await visit(page, "/cases");
  await expect(page).toHaveURL(/\/sign-in/);
  await visit(page, "/portal/profile");
  await button(page, "Sign out").first().click();
  await expect(page).toHaveURL(/\/portal\/sign-in\?done=out$/);
  await visit(page, "/portal");
  await expect(page).toHaveURL(/\/portal\/sign-in$/);
});

test("an unknown address hears the same, and a wrong code says what to do", async ({ guest }) => {
  const page = await guest();
  await visit(page, "/portal/sign-in");
  await page.getByLabel("E-mail address").fill("nobody@example.com");
  await button(page, "Send me a code").click();
  await expect(page).toHaveURL(/\/portal\/code$/);
  await page.getByLabel("Code").fill("123456");
  await button(page, "Sign in").click();
  await expect(page.getByText(/That code does not match/)).toBeVisible();
  await expectAccessible(page);
});

test("a link is looked at as often as one likes, and lets in once", async ({ as, guest }) => {
  const [page, other, partner] = [await guest(), await guest(), await as("miriam")];
  const person = await somebody(page, 1);
  await page.getByLabel("E-mail address").fill(person.email);
  await button(page, "Send me a code").click();
  const link = await newest(partner, person.email, LINK);
  for (const _ of [1, 2]) {
    await visit(other, link);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  }
  await expectAccessible(other);
  await button(other, "Sign in").click();
  await expect(other).toHaveURL(/\/portal\?done=portal-in$/);
  const again = await visit(page, link);
  expect(again.status()).toBe(404);
});

test("the office ends access, and the client is out at once", async ({ as, guest, office }) => {
  const [page, partner] = [await guest(), await as("miriam")];
  const client = await office.client("Lars Brandt");
  await visit(partner, `/clients/${client}/portal/new`);
  const email = `lars.${Date.now()}@mail.example`;
  await partner.getByLabel("Email").fill(email);
  await button(partner, "Send the invitation").click();
  await expect(partner.getByText("Invited. The message is on its way.")).toBeVisible();
  const link = await newest(partner, email, LINK);
  await visit(page, link);
  await button(page, "Sign in").click();
  await expect(page).toHaveURL(/\/portal\?done=portal-in$/);
  await visit(partner, `/clients/${client}`);
  await partner.getByRole("row").filter({ hasText: email }).getByRole("link", { name: /^Change/ }).click();
  await button(partner, "End access").click();
  await expect(partner.getByText(/^Access ended/)).toBeVisible();
  await visit(page, "/portal");
  await expect(page).toHaveURL(/\/portal\/sign-in$/);
});

test("a client reads what was shared, and the office sees that it was opened", async ({ as, ramona, office }) => {
  test.slow();
  const [page, partner] = [await ramona(), await as("miriam")];
  await page.setViewportSize({ width: 390, height: 844 });
  const shared = page.getByRole("region", { name: "Shared with you" });
  await expect(shared).toContainText("Fee agreement");
  await expectAccessible(page);
  await visit(page, "/portal/documents");
  await expectAccessible(page);
  await page.getByRole("link", { name: /^\S+ Fee agreement|Fee agreement/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Fee agreement");
  await expectAccessible(page);
  await expect(page.locator("script")).toHaveCount(0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, "it fits a phone").toBe(false);
  const file = await page.getByRole("link", { name: "Download" }).getAttribute("href");
  const answer = await page.request.get(file!);
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-disposition"]).toContain("attachment");
  await page.reload();
  await expect(page.getByRole("region", { name: "Who of you opened it" })).toContainText("Ramona Okonkwo, downloaded");
  await visit(partner, `/cases/${await office.case(OKONKWO)}/documents`);
  await visit(partner, (await partner.getByRole("main").getByRole("link", { name: /^Fee agreement/ }).first().getAttribute("href"))!);
  await expect(partner.getByRole("region", { name: "Shared with the client" })).toContainText(/Ramona Okonkwo: opened/);
});
