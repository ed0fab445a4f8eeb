import {
  act,
  button,
  complains,
  enterPassword,
  refusal,
  rows,
  said,
  settled,
  signIn,
  signOut,
  visit,
} from "../support/pages.ts";
import { personas } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";
import { totp } from "../support/totp.ts";

const MISSED = "That email and password do not match.";
const NEW_PASSWORD = "copper lantern prairie nine";

test("the right password leads to the cases", async ({ page }) => {
  await signIn(page, personas.dario);
  await expect(page.getByRole("heading", { level: 1, name: "Cases" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText("Dario Quint");
});

test("a wrong password and an unknown address hear the same words, and the address stays", async ({ page }) => {
  const heard: string[] = [];
  for (const email of [personas.ines.email, "nobody@pellworthadair.example"]) {
    await visit(page, "/sign-in");
    await enterPassword(page, { email, password: "not the one at all" });
    await complains(page, "password", MISSED);
    await settled(page);
    heard.push(await page.locator("form[data-enhance]").innerText());
    await expect(page.getByLabel("Work email")).toHaveValue(email);
  }
  expect(heard[0]).toBe(heard[1]);
});

test("a suspended person hears the words of a wrong password", async ({ page }) => {
  await visit(page, "/sign-in");
  await enterPassword(page, personas.owen);
  await complains(page, "password", MISSED);
  await page.goto("/cases");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("the managing partner is asked for a code, and without it nothing opens", async ({ page }) => {
  await visit(page, "/sign-in");
  await enterPassword(page, personas.miriam);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Confirm it is you");
  await settled(page);
  await page.getByLabel("Six-digit code").fill("000000");
  await button(page, "Sign in").click();
  await complains(page, "code", /does not match/);
  await page.goto("/clients");
  await expect(page).toHaveURL("/sign-in/code?next=/clients");
});

test("a page asked for while signed out comes after signing in", async ({ page }) => {
  await visit(page, "/clients?kind=organization");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await enterPassword(page, personas.dario);
  await expect(page).toHaveURL("/clients?kind=organization");
  await expect(page.getByRole("heading", { level: 1, name: "Clients" })).toBeVisible();
});

for (const elsewhere of ["https://evil.example/", "//evil.example/", "/\\evil.example"]) {
  test(`signing in never leads to another site: ${elsewhere}`, async ({ page, baseURL }) => {
    await visit(page, `/sign-in?next=${encodeURIComponent(elsewhere)}`);
    await enterPassword(page, personas.dario);
    await expect(page.getByRole("navigation", { name: "Main" })).toBeAttached();
    expect(new URL(page.url()).origin).toBe(baseURL);
  });
}

test("signing out ends the session, not only the cookie", async ({ page, browser }) => {
  await signIn(page, personas.dario);
  const storageState = await page.context().storageState();
  await signOut(page);
  await page.goto("/cases");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const thief = await browser.newContext({ storageState });
  const stolen = await thief.newPage();
  await stolen.goto("/cases");
  await expect(stolen).toHaveURL(/\/sign-in\?next=/);
  await thief.close();
});

test("an invitation makes an account: the outbox shows it, its link sets a password once", async ({ as, guest }) => {
  const name = unique("Kit Larsen");
  const email = `${name.replace(/\W/g, ".")}@pellworthadair.example`.toLowerCase();
  const miriam = await as("miriam");
  await visit(miriam, "/staff/invite");
  await miriam.getByLabel("Name", { exact: true }).fill(name);
  await miriam.getByLabel("Email", { exact: true }).fill(email);
  await miriam.getByLabel("Paralegal").check();
  await act(miriam, "Send invitation", "Invited.");
  await expect(miriam.getByRole("heading", { level: 1, name })).toBeVisible();

  await visit(miriam, "/outbox");
  await rows(miriam, "Messages").filter({ hasText: email }).getByRole("button", { name: "Open" }).click();
  const letter = miriam.getByRole("region", { name: "Opened message" });
  await expect(letter).toContainText(`To: ${name} <${email}>`);
  const link = (await letter.getByRole("link").getAttribute("href"))!;

  const kit = await guest();
  await visit(kit, link);
  await expect(kit.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${name}`);
  await kit.getByLabel("New password").fill("short");
  await button(kit, "Set password").click();
  await complains(kit, "password", /at least 12 characters; this has 5/i);
  await settled(kit);
  await kit.getByLabel("New password").fill(NEW_PASSWORD);
  await act(kit, "Set password", "Your password is set.");
  await enterPassword(kit, { email, password: NEW_PASSWORD });
  await expect(kit.getByRole("navigation", { name: "Main" })).toContainText(name);
  await expect(kit.getByText("No cases yet")).toBeVisible();

  expect((await visit(await guest(), link)).status()).toBe(404);
});

test("a forgotten password is set anew by a link, which opening does not use up", async ({ as, guest, office }) => {
  const robin = await office.hire("paralegal");
  const signedIn = await guest();
  await signIn(signedIn, robin);

  const page = await guest();
  const answers: string[] = [];
  for (const email of [robin.email, unique("nobody").replace(" ", ".") + "@pellworthadair.example"]) {
    await visit(page, "/reset");
    await page.getByLabel("Work email").fill(email);
    await act(page, "Send the link", "If that address belongs to an account, a link is on its way.");
    answers.push(await page.getByRole("main").innerText());
  }
  expect(answers[0]).toBe(answers[1]);

  const miriam = await as("miriam");
  await visit(miriam, "/outbox");
  const letters = rows(miriam, "Messages").filter({ hasText: robin.email });
  await letters.filter({ hasText: "Link for a new password" }).getByRole("button", { name: "Open" }).click();
  const link = (await miriam.getByRole("region", { name: "Opened message" }).getByRole("link").getAttribute("href"))!;

  await visit(page, link);
  await visit(page, link);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await act(page, "Set password", "Your password is set.");

  await signedIn.goto("/cases");
  await expect(signedIn).toHaveURL(/\/sign-in\?next=/);
  await enterPassword(page, robin);
  await complains(page, "password", MISSED);
  await settled(page);
  await enterPassword(page, { email: robin.email, password: NEW_PASSWORD });
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText(robin.name);

  const again = await guest();
  expect((await visit(again, link)).status()).toBe(404);
  await expect(again.getByRole("heading", { level: 1 })).toHaveText("This link does not work any more");
});

test("the account lists its devices and signs out everywhere else", async ({ guest, office }) => {
  const robin = await office.hire("paralegal");
  const [here, there] = [await guest(), await guest()];
  await signIn(there, robin);
  await signIn(here, robin);
  await visit(here, "/account");
  await expect(rows(here, "Devices")).toHaveCount(2);
  await expect(rows(here, "Devices").filter({ hasText: "This device" })).toHaveCount(1);
  await act(here, "Sign out everywhere else", "Every other device is signed out.");
  await expect(rows(here, "Devices")).toHaveCount(1);
  await there.goto("/cases");
  await expect(there).toHaveURL(/\/sign-in\?next=/);
});

test("one other device can be signed out by itself", async ({ guest, office }) => {
  const robin = await office.hire("billing");
  const [here, there] = [await guest(), await guest()];
  await signIn(there, robin);
  await signIn(here, robin);
  await visit(here, "/account");
  await rows(here, "Devices").getByRole("button", { name: "Sign out" }).click();
  await said(here, "That device is signed out.");
  await there.goto("/cases");
  await expect(there).toHaveURL(/\/sign-in\?next=/);
});

test("a password is changed by whoever knows it, and other devices are signed out", async ({ guest, office }) => {
  const robin = await office.hire("paralegal");
  const [here, there] = [await guest(), await guest()];
  await signIn(there, robin);
  await signIn(here, robin);
  await visit(here, "/account/password");
  await here.getByLabel("Current password").fill("not the one at all");
  await here.getByLabel("New password").fill(NEW_PASSWORD);
  await button(here, "Change password").click();
  await complains(here, "current", "That is not your password.");
  await settled(here);
  await here.getByLabel("Current password").fill(robin.password);
  await here.getByLabel("New password").fill(NEW_PASSWORD);
  await act(here, "Change password", "The password has changed.");
  await there.goto("/cases");
  await expect(there).toHaveURL(/\/sign-in\?next=/);
  await signIn(there, { email: robin.email, password: NEW_PASSWORD });
});

test("a second factor that was set up is asked for, and a recovery code stands in for it once", async ({
  guest,
  office,
}) => {
  const robin = await office.hire("associate_attorney");
  const page = await guest();
  await signIn(page, robin);
  await visit(page, "/account/second-factor");
  await button(page, "Start").click();
  const secret = await page.locator("code.secret").innerText();
  await settled(page);
  await page.getByLabel("Six-digit code").fill(totp(secret));
  await act(page, "Confirm", "The second factor is set up.");
  const [recovery] = await page.getByRole("main").getByRole("listitem").allInnerTexts();
  await signOut(page);

  await enterPassword(page, robin);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Confirm it is you");
  await settled(page);
  await page.getByLabel("Six-digit code").fill(totp(secret, 1));
  await button(page, "Sign in").click();
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText(robin.name);
  await settled(page);
  await visit(page, "/account/recovery-codes");
  await expect(page.getByRole("main")).not.toContainText(recovery!);
  await signOut(page);

  for (const accepted of [true, false]) {
    const other = await guest();
    await visit(other, "/sign-in");
    await enterPassword(other, robin);
    await other.getByRole("link", { name: "Use a recovery code" }).click();
    await settled(other);
    await other.getByLabel("Recovery code").fill(recovery!.toLowerCase());
    await button(other, "Sign in").click();
    if (accepted) await expect(other.getByRole("navigation", { name: "Main" })).toContainText(robin.name);
    else await complains(other, "code", /does not match/);
  }
});

test("guessing is slowed, and says for how long", async ({ page, js }) => {
  test.skip(!js, "the budget of an address is the same with and without scripts");
  const email = unique("guessed").replace(" ", ".") + "@pellworthadair.example";
  await visit(page, "/sign-in");
  for (let miss = 0; miss < 5; miss += 1) {
    await enterPassword(page, { email, password: `guess number ${miss}` });
    await complains(page, "password", MISSED);
    await expect(page.locator("form[aria-busy]")).toHaveCount(0);
  }
  await enterPassword(page, { email, password: "guess number five" });
  await expect(refusal(page)).toContainText(/Too many tries\. Wait .+ and try again\./);
});

test("a proof of identity leads back to where it was asked for", async ({ page }) => {
  await signIn(page, personas.dario);
  await visit(page, "/step-up?next=/account/password");
  await page.getByLabel("Password", { exact: true }).fill("not the one at all");
  await button(page, "Confirm").click();
  await complains(page, "password", "That is not your password.");
  await settled(page);
  await page.getByLabel("Password", { exact: true }).fill(personas.dario.password);
  await button(page, "Confirm").click();
  await expect(page).toHaveURL("/account/password");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Change password");
});
