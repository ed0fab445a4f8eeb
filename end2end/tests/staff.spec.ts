import { act, button, complains, rows, settled, signIn, visit } from "../support/pages.ts";
import { personas } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

test("the list has everybody, with role and state", async ({ as }) => {
  const page = await as("miriam");
  await visit(page, "/staff");
  const row = (name: string) => rows(page, "Staff").filter({ hasText: name });
  await expect(row("Miriam Adair")).toContainText("Managing partner");
  await expect(row("Owen Brandvold")).toContainText("Suspended");
  await expect(row("Greta Solheim")).toContainText("Billing");
});

test("an invitation needs a name and an address nobody has", async ({ as }) => {
  const page = await as("miriam");
  await visit(page, "/staff/invite");
  await page.getByLabel("Email", { exact: true }).fill("not an address");
  await button(page, "Send invitation").click();
  await complains(page, "name", "Enter a name.");
  await complains(page, "email", "Enter an address like name@example.com.");
  await settled(page);
  await page.getByLabel("Name", { exact: true }).fill("Another Priya");
  await page.getByLabel("Email", { exact: true }).fill(personas.priya.email.toUpperCase());
  await page.getByLabel("Billing").check();
  await button(page, "Send invitation").click();
  await complains(page, "email", "Somebody at the office has this address already.");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Another Priya");
  await expect(page.getByLabel("Billing")).toBeChecked();
});

test("an invited person can be invited again", async ({ as }) => {
  const page = await as("miriam");
  const name = unique("Quinn Abara");
  await visit(page, "/staff/invite");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Email", { exact: true }).fill(`${unique("quinn").replace(" ", ".")}@pellworthadair.example`);
  await page.getByLabel("Billing").check();
  await act(page, "Send invitation", "Invited.");
  await expect(page.getByRole("region", { name: "Account" })).toContainText("Invited");
  await act(page, "Invite again", "Invited.");
  await visit(page, "/outbox");
  await expect(rows(page, "Messages").filter({ hasText: name })).not.toHaveCount(0);
});

test("another role holds at once, and the earlier one stays on record", async ({ as, guest, office }) => {
  const robin = await office.hire("paralegal");
  const [miriam, page] = [await as("miriam"), await guest()];
  await signIn(page, robin);
  expect((await visit(page, "/cases/new")).status()).toBe(200);

  await visit(miriam, `/staff/${robin.id}`);
  await miriam.getByRole("link", { name: "Change role" }).click();
  await settled(miriam);
  await expect(miriam.getByLabel("Paralegal")).toBeChecked();
  await button(miriam, "Change role").click();
  await complains(miriam, "role", "This is the role already.");
  await settled(miriam);
  await miriam.getByLabel("Billing").check();
  await act(miriam, "Change role", "The role has changed.");
  const roles = rows(miriam, "Roles held");
  await expect(roles).toHaveCount(2);
  await expect(roles.first()).toContainText("Billing");
  await expect(roles.first()).toContainText("Now");
  await expect(roles.last()).toContainText("Paralegal");
  await expect(roles.last()).toContainText("Miriam Adair");

  const answer = await visit(page, "/cases/new");
  if (new URL(page.url()).pathname !== "/sign-in") expect(answer.status()).toBe(403);
});

test("suspending somebody ends the session at once, and reinstating lets the person in again", async ({
  as,
  guest,
  office,
}) => {
  const robin = await office.hire("paralegal");
  const [miriam, page] = [await as("miriam"), await guest()];
  await signIn(page, robin);
  await visit(miriam, `/staff/${robin.id}`);
  await miriam.getByRole("link", { name: "Suspend" }).click();
  await settled(miriam);
  await expect(miriam.getByRole("dialog", { name: `Suspend ${robin.name}?` })).toBeVisible();
  await button(miriam, "Suspend").click();
  await complains(miriam, "reason", /^Enter /);
  await settled(miriam);
  await miriam.getByLabel("Reason").fill("Laptop stolen.");
  await act(miriam, "Suspend", "Suspended. Every session of that account has ended.");
  await expect(rows(miriam, "Suspensions")).toContainText("Laptop stolen.");

  await page.goto("/cases");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Work email").fill(robin.email);
  await page.getByLabel("Password", { exact: true }).fill(robin.password);
  await settled(page);
  await button(page, "Continue").click();
  await complains(page, "password", "That email and password do not match.");

  await act(miriam, "Reinstate", "Reinstated.");
  await signIn(page, robin);
});

test("the dialog that suspends an attorney names the cases that need another lead", async ({ as, office }) => {
  const page = await as("miriam");
  const jonas = await office.staff("jonas");
  await visit(page, `/staff/${jonas}/suspend`);
  const dialog = page.getByRole("dialog", { name: "Suspend Jonas Hallberg?" });
  await expect(dialog).toContainText(/Jonas Hallberg is the responsible attorney of \d+ open cases/);
  await expect(dialog.getByRole("link", { name: /^Change the lead/ }).first()).toBeVisible();
  await dialog.getByRole("link", { name: "Leave the account open" }).click();
  await expect(page).toHaveURL(`/staff/${jonas}`);
});

test("nobody changes one's own role or suspends oneself", async ({ as, office }) => {
  const page = await as("miriam");
  const miriam = await office.staff("miriam");
  await visit(page, `/staff/${miriam}`);
  await expect(page.getByText("This is you.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Suspend" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Change role" })).toHaveCount(0);
  for (const path of ["role", "suspend"]) {
    expect((await visit(page, `/staff/${miriam}/${path}`)).status(), path).toBeGreaterThanOrEqual(403);
  }
});
