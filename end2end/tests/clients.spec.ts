import { randomInt } from "node:crypto";

import { act, button, complains, noAdverse, refusal, rows, settled, visit } from "../support/pages.ts";
import { expect, test, unique, uniqueName } from "../support/test.ts";

test("the list is narrowed by name and kind", async ({ as }) => {
  const page = await as("miriam");
  await visit(page, "/clients");
  await page.getByLabel("Name").fill("marchetti");
  await page.getByLabel("Kind").selectOption("Organization");
  await button(page, "Filter").click();
  await expect(rows(page, "Clients")).toHaveCount(1);
  await expect(rows(page, "Clients")).toContainText("Marchetti Ceramics");
  await page.getByLabel("Name").fill("nobody is called this");
  await button(page, "Filter").click();
  await expect(page.getByText("No client matches")).toBeVisible();
  await page.getByRole("link", { name: "Clear the filter" }).click();
  await expect(rows(page, "Clients")).toHaveCount(25);
});

test("a person is put on file: what cannot be read is refused beside its field, and the rest stays", async ({ as }) => {
  const page = await as("tomas");
  const family = `${uniqueName().replace(" ", "-")}-Łukasz`;
  const email = `${uniqueName().replace(" ", ".").toLowerCase()}@mail.example`;
  const line = String(randomInt(100)).padStart(2, "0");
  const area = ["305", "312", "404", "512", "602", "617"][randomInt(6)]!;
  await visit(page, "/clients/new");
  await page.getByRole("textbox", { name: /^First name/ }).fill("Zoë");
  await page.getByLabel("Email", { exact: true }).fill("zoe at mail.example");
  await page.getByLabel("Phone", { exact: true }).fill("12");
  await page.getByLabel("Person").check();
  await button(page, "Add client").click();
  await complains(page, "family_name", "Enter a last name.");
  await complains(page, "email_1", "Enter an address like name@example.com.");
  await complains(page, "phone_1", /^Enter a number like/);
  await settled(page);
  await expect(page.getByRole("textbox", { name: /^First name/ })).toHaveValue("Zoë");
  await expect(page.getByLabel("Email", { exact: true })).toHaveValue("zoe at mail.example");

  await page.getByLabel("Last name", { exact: true }).fill(family);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Phone", { exact: true }).fill(`(${area}) 555-01${line}`);
  await page.getByLabel("Email for invoices").fill(`bills.${email}`);
  await act(page, "Add client", "The client is on file.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Zoë ${family}`);
  const contacts = page.getByRole("region", { name: "Contacts", exact: true });
  await expect(contacts.getByRole("link", { name: email, exact: true })).toHaveAttribute("href", `mailto:${email}`);
  await expect(contacts.locator(`a[href="tel:+1${area}55501${line}"]`)).toBeVisible();
  await expect(page.getByRole("region", { name: "Billing contacts" })).toContainText(`bills.${email}`);
  await page.reload();
  await visit(page, `/clients?q=${encodeURIComponent(family)}`);
  await expect(rows(page, "Clients")).toHaveCount(1);
});

test("an organization is known by one name, and a case is opened from its page", async ({ as }) => {
  const page = await as("nkechi");
  const name = `${uniqueName()} & Sons <Ltd>`;
  await visit(page, "/clients/new");
  await page.getByLabel("Organization").check();
  await expect(page.getByRole("textbox", { name: /^First name/ })).toBeHidden();
  await page.getByLabel("Full name", { exact: true }).fill(name);
  await act(page, "Add client", "The client is on file.");
  await expect(page.getByText("No cases in view")).toBeVisible();
  await page.getByRole("link", { name: "Open a case" }).click();
  await settled(page);
  await expect(page.getByLabel("Client").locator("option:checked")).toHaveText(name);
  await page.getByLabel("Title").fill(unique("Harrow lease"));
  await page.getByLabel("Practice area").selectOption("Business");
  await noAdverse(page);
  await act(page, "Open case", "The case is open.");
  const title = (await page.title()).replace("Case", "Client of case");
  await page.getByRole("banner").getByRole("link", { name }).click();
  await expect(rows(page, "Cases of this client")).toHaveCount(1);
  // it tells one tab from another, and names nobody
  await expect(page).toHaveTitle(title);
});

test("names too long for a file are refused in words and kept", async ({ as }) => {
  const page = await as("tomas");
  const name = "ß".repeat(10_000);
  await visit(page, "/clients/new");
  await page.getByLabel("Person").check();
  await page.getByLabel("Last name", { exact: true }).fill(name);
  await button(page, "Add client").click();
  await complains(page, "family_name", "Use at most 200 characters; this has 10000.");
  await expect(page.getByLabel("Last name", { exact: true })).toHaveValue(name);
});

test("characters that nobody can see are refused", async ({ as }) => {
  const page = await as("tomas");
  await visit(page, "/clients/new");
  await page.getByLabel("Person").check();
  await page.getByLabel("Last name", { exact: true }).fill("Evil\u202Egpj");
  await button(page, "Add client").click();
  await complains(page, "family_name", /a character that cannot be shown/);
});

test("whoever saves a client on top of somebody else's change is told and loses nothing", async ({ as, office }) => {
  const family = unique("Ibarra");
  const form = { kind: "person", given_name: "Ana", family_name: family, anyway: "on" };
  const id = (await office.post("tomas", "clients/api/create", form)).split(/[/?]/)[2]!;
  const [first, second] = [await as("tomas"), await as("miriam")];
  await visit(first, `/clients/${id}/edit`);
  await visit(second, `/clients/${id}/edit`);
  await first.getByRole("textbox", { name: /^First name/ }).fill("Anna");
  await act(first, "Save changes", "Saved.");
  await second.getByRole("textbox", { name: /^First name/ }).fill("Anne");
  await button(second, "Save changes").click();
  await expect(refusal(second)).toContainText("changed this client meanwhile");
  await settled(second);
  await expect(second.getByRole("textbox", { name: /^First name/ })).toHaveValue("Anne");
  await act(second, "Save changes", "Saved.");
  await expect(second.getByRole("heading", { level: 1 })).toHaveText(`Anne ${family}`);
});

test("billing sees and edits a client's name and billing contacts, and nothing else", async ({ as, office }) => {
  const family = unique("Petrov");
  const form = { kind: "person", given_name: "Oleg", family_name: family, email_1: "private@mail.example", anyway: "on" };
  const id = (await office.post("tomas", "clients/api/create", form)).split(/[/?]/)[2]!;
  const greta = await as("greta");
  await visit(greta, `/clients/${id}`);
  await expect(greta.getByText("Billing sees part of this page")).toBeVisible();
  expect(await greta.content()).not.toContain("private@mail.example");
  await greta.getByRole("link", { name: "Edit" }).click();
  await settled(greta);
  expect(await greta.content()).not.toContain("private@mail.example");
  await greta.getByRole("link", { name: "Cancel" }).click();
  await greta.getByRole("region", { name: "Billing contacts" }).getByRole("link", { name: "Email", exact: true }).click();
  await settled(greta);
  await greta.getByLabel("Email", { exact: true }).fill("invoices@mail.example");
  await act(greta, "Add", "The contact is on file.");
  await expect(greta.getByRole("region", { name: "Billing contacts" })).toContainText("invoices@mail.example");
  const tomas = await as("tomas");
  await visit(tomas, `/clients/${id}`);
  await expect(tomas.getByRole("main")).toContainText("private@mail.example");
  await expect(tomas.getByRole("main")).toContainText("invoices@mail.example");
});

test("a client of nobody's cases in view is not there", async ({ as, office }) => {
  const id = (
    await office.post("tomas", "clients/api/create", { kind: "organization", organization: unique("Quiet Corp"), anyway: "on" })
  ).split(/[/?]/)[2]!;
  const leila = await as("leila");
  const [known, unknown] = await Promise.all([
    leila.request.get(`/clients/${id}`),
    leila.request.get("/clients/0190b5a0-0000-7000-8000-000000000001"),
  ]);
  expect([known.status(), unknown.status()]).toEqual([404, 404]);
  expect(await known.text()).toBe(await unknown.text());
});

test("a wall around a client hides the client and every case of it, also those still to come", async ({ as, office }) => {
  const name = `${uniqueName()} Holdings`;
  const id = (
    await office.post("miriam", "clients/api/create", { kind: "organization", organization: name, anyway: "on" })
  ).split(/[/?]/)[2]!;
  const miriam = await as("miriam");
  await visit(miriam, `/clients/${id}`);
  await miriam.getByRole("link", { name: "Raise a wall" }).click();
  await settled(miriam);
  await miriam.getByLabel("Person").selectOption("Yusra Haddad, paralegal");
  await miriam.getByLabel("Reason").fill("Owns shares.");
  await act(miriam, "Raise the wall", "The wall stands from now on.");
  await miriam.getByRole("link", { name: "Open a case" }).click();
  await settled(miriam);
  await miriam.getByLabel("Title").fill(unique("Castellan merger"));
  await miriam.getByLabel("Practice area").selectOption("Business");
  await miriam.getByLabel("Responsible attorney").selectOption("Nkechi Obiora");
  await noAdverse(miriam);
  await act(miriam, "Open case", "The case is open.");
  const caseId = new URL(miriam.url()).pathname;
  await visit(miriam, `${caseId}/team/new`);
  await expect(miriam.getByLabel("Person").locator("option", { hasText: "Leila Marsh" })).toHaveCount(1);
  await expect(miriam.getByLabel("Person").locator("option", { hasText: "Yusra Haddad" })).toHaveCount(0);
  const yusra = await as("yusra");
  expect((await visit(yusra, caseId)).status()).toBe(404);
  expect((await visit(yusra, `/clients/${id}`)).status()).toBe(404);
});

test("a client who may be on file already is named first, and added all the same when told so", async ({ as }) => {
  const page = await as("miriam");
  await visit(page, "/clients/new");
  await expect(page.getByLabel("Add this client all the same")).toBeHidden();
  await page.getByRole("textbox", { name: /^First name/ }).fill("Ramona");
  await page.getByLabel("Last name", { exact: true }).fill("Okonkwo");
  await button(page, "Add client").click();
  await complains(page, "anyway", "On file already: Ramona Okonkwo (same name). Look there first; tick this if it is somebody else.");
  await settled(page);
  const there = page.getByRole("link", { name: "Ramona Okonkwo", exact: true });
  // beside the form, which keeps what was typed
  const [beside] = await Promise.all([page.waitForEvent("popup"), there.click()]);
  await expect(beside.getByRole("heading", { level: 1, name: "Ramona Okonkwo" })).toBeVisible();
  await beside.close();
  await expect(page.getByLabel("Last name", { exact: true })).toHaveValue("Okonkwo");
  await page.getByLabel("Add this client all the same").check();
  await page.getByRole("textbox", { name: /^First name/ }).fill(uniqueName().split(" ")[0]!);
  await act(page, "Add client", "The client is on file.");
});
