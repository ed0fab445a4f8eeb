import { act, button, complains, refusal, rows, settled, visit } from "../support/pages.ts";
import { today, type Office } from "../support/office.ts";
import { expect, test, unique, uniqueName } from "../support/test.ts";

async function person(office: Office): Promise<string> {
  const [given_name, family_name] = uniqueName().split(" ") as [string, string];
  const form = { kind: "person", given_name, family_name, email_1: "first@mail.example", anyway: "on" };
  return "/clients/" + (await office.post("tomas", "clients/api/create", form)).split(/[/?]/)[2]!;
}

test("an address is added for its time, changed, ended, and what was stays in sight", async ({ as, office }) => {
  const client = await person(office);
  const tomas = await as("tomas");
  await visit(tomas, client);
  const contacts = tomas.getByRole("region", { name: "Contacts", exact: true });
  await contacts.getByRole("link", { name: "Address", exact: true }).click();
  await settled(tomas);
  await tomas.getByLabel("Good until").fill("2001-03-03");
  await button(tomas, "Add").click();
  await complains(tomas, "value", "Enter the address.");
  await complains(tomas, "valid_until", /^This day has passed/);
  await settled(tomas);
  await tomas.getByLabel("Address", { exact: true }).fill("12 Mill Lane\nCalder");
  await tomas.getByLabel("Where it belongs").selectOption("Home");
  await tomas.getByLabel("Good until").fill("2199-03-03");
  await act(tomas, "Add", "The contact is on file.");
  await expect(contacts).toContainText("12 Mill Lane");
  await expect(contacts).toContainText("Address, home, until Mar 3, 2199");

  await contacts.getByRole("link", { name: "Change 12 Mill Lane, Calder" }).click();
  await settled(tomas);
  await tomas.getByLabel("Address", { exact: true }).fill("1 Quay\nCalder");
  await act(tomas, "Save changes", "Saved.");
  await contacts.getByText("Earlier (1)").click();
  await expect(contacts.getByText("12 Mill Lane")).toBeVisible();
  await contacts.getByRole("link", { name: "Change first@mail.example" }).click();
  await settled(tomas);
  await act(tomas, "No longer good", "No longer good. It stays on record.");
  await expect(contacts.getByText("Earlier (2)")).toBeVisible();
  await expect(contacts.getByRole("link", { name: "first@mail.example", exact: true })).toHaveCount(0);
});

test("whoever changes a contact on top of somebody else is told and loses nothing", async ({ as, office }) => {
  const client = await person(office);
  const [first, second] = [await as("tomas"), await as("miriam")];
  for (const page of [first, second]) {
    await visit(page, client);
    await page.getByRole("link", { name: "Change first@mail.example" }).click();
    await settled(page);
  }
  await first.getByLabel("Email", { exact: true }).fill("second@mail.example");
  await act(first, "Save changes", "Saved.");
  await second.getByLabel("Email", { exact: true }).fill("third@mail.example");
  await button(second, "Save changes").click();
  await expect(refusal(second)).toContainText("changed this contact meanwhile");
  await visit(second, client);
  await expect(second.getByRole("main")).toContainText("second@mail.example");
});

test("a discreet client warns on its page and on its cases; billing is warned without the reason", async ({ as, office }) => {
  const id = await office.client("Dana Whitfield");
  const nkechi = await as("nkechi");
  await visit(nkechi, `/clients/${id}`);
  await expect(nkechi.getByRole("main")).toContainText("Discreet contact");
  await expect(nkechi.getByRole("main")).toContainText("Never call or write to the home address.");
  await visit(nkechi, `/cases/${await office.case("Whitfield dissolution")}`);
  await expect(nkechi.getByText("Discreet contact")).toBeVisible();
  const greta = await as("greta");
  await visit(greta, `/clients/${id}`);
  await expect(greta.getByText("Discreet contact")).toBeVisible();
  expect(await greta.content()).not.toContain("home address");
});

test("preferences, quiet hours and consent to texts are kept with their history", async ({ as, office }) => {
  const client = await person(office);
  const tomas = await as("tomas");
  await visit(tomas, client);
  const reach = tomas.getByRole("region", { name: "How to reach" });
  await expect(reach).toContainText("No, never asked");
  await reach.getByRole("link", { name: "Preferences" }).click();
  await settled(tomas);
  await tomas.getByLabel("Prefers to be reached by").selectOption("Text message");
  await tomas.getByLabel("From").fill("21:00");
  await tomas.getByLabel("Until").fill("21:00");
  await tomas.getByLabel("Discreet contact").check();
  await button(tomas, "Save changes").click();
  await complains(tomas, "quiet_until", /^Choose an end that is not the beginning/);
  await complains(tomas, "safe_contact", /^Say how the client is reached safely/);
  await settled(tomas);
  await tomas.getByLabel("Until").fill("08:00");
  await tomas.getByLabel("How the client is reached safely").fill("Never call the home number.");
  await act(tomas, "Save changes", "Saved.");
  await expect(reach).toContainText("9:00 pm to 8:00 am");
  await expect(tomas.getByText("Never call the home number.")).toBeVisible();

  for (const [answer, where] of [["Texts may be sent", "Engagement form"], ["No texts", "By phone"]] as const) {
    await reach.getByRole("link", { name: "Consent to texts" }).click();
    await settled(tomas);
    await tomas.getByLabel(answer).check();
    await tomas.getByLabel("Where").selectOption(where);
    await tomas.getByLabel("When").fill(today());
    await act(tomas, "Record", "Recorded.");
  }
  await expect(reach).toContainText("No, withdrawn");
  await reach.getByText("Consents to texts (2)").click();
  await expect(reach).toContainText("Engagement form, recorded by Tomás Ferreira");
});

test("a guardian is on file with the proof, and ends when the child comes of age", async ({ as, office }) => {
  const client = await person(office);
  const tomas = await as("tomas");
  await visit(tomas, `${client}/edit`);
  await tomas.getByLabel("Birth date").fill("2190-05-04");
  await button(tomas, "Save changes").click();
  await complains(tomas, "born_on", /^This day is still to come/);
  await settled(tomas);
  await tomas.getByLabel("Birth date").fill("2015-05-04");
  await act(tomas, "Save changes", "Saved.");
  await tomas.getByRole("link", { name: "Add a representative" }).click();
  await settled(tomas);
  await expect(tomas.getByLabel("By what right").locator("option", { hasText: "Officer" })).toHaveCount(0);
  const guardian = uniqueName();
  await tomas.getByLabel("Name").fill(guardian);
  await tomas.getByLabel("By what right").selectOption("Guardian");
  await tomas.getByLabel("Until").fill("2040-01-01");
  await button(tomas, "Add representative").click();
  await complains(tomas, "until", /when the child comes of age, on May 4, 2033/);
  await complains(tomas, "proof", "Enter what was seen.");
  await settled(tomas);
  await tomas.getByLabel("What it covers").fill("Everything");
  await tomas.getByLabel("What was seen").fill("Letters of guardianship");
  await tomas.getByLabel("Until").fill("");
  await act(tomas, "Add representative", "The representative is on file.");
  const section = tomas.getByRole("region", { name: "Representatives" }).first();
  await expect(section).toContainText("until May 4, 2033");
  await expect(section).toContainText("Seen by Tomás Ferreira");

  await visit(tomas, "/conflicts");
  await tomas.getByRole("textbox", { name: "Names" }).fill(guardian);
  await button(tomas, "Check").click();
  await expect(tomas.getByRole("main")).toContainText("Speaks for a client");

  await visit(tomas, client);
  await tomas.getByRole("link", { name: `Change ${guardian}` }).click();
  await settled(tomas);
  await act(tomas, "No longer a representative", "No longer a representative. It stays on record.");
  await expect(section).toContainText("Ended");
});

test("a payer is seen by the team and by billing, and ended", async ({ as, office }) => {
  const id = await office.openCase(unique("Paid by another"));
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}`);
  await tomas.getByRole("link", { name: "Add a payer" }).click();
  await settled(tomas);
  const name = `${uniqueName()} Fund`;
  await tomas.getByLabel("Name").fill(name);
  await button(tomas, "Add payer").click();
  await complains(tomas, "email", /bills have to go somewhere/);
  await settled(tomas);
  await tomas.getByLabel("Email").fill("claims@fund.example");
  await act(tomas, "Add payer", "The payer is on the case.");
  await expect(tomas.getByRole("region", { name: "Who pays" })).toContainText("claims@fund.example");
  const greta = await as("greta");
  await visit(greta, `/cases/${id}`);
  await expect(greta.getByRole("region", { name: "Who pays" })).toContainText(name);
  await expect(greta.getByRole("link", { name: "Add a payer" })).toHaveCount(0);
  await tomas.getByRole("link", { name: `Change ${name}` }).click();
  await settled(tomas);
  await act(tomas, "No longer pays", "Pays no longer. It stays on record.");
  await expect(tomas.getByRole("region", { name: "Who pays" })).toContainText("Ended");
});

test("a client on file twice is merged: both names lead to one, and it can be undone", async ({ as, office }) => {
  const [one, two] = [uniqueName(), uniqueName()];
  const enter = async (name: string) => {
    const form = { kind: "organization", organization: name, anyway: "on" };
    return "/clients/" + (await office.post("tomas", "clients/api/create", form)).split(/[/?]/)[2]!;
  };
  const [alias, kept] = [await enter(one), await enter(two)];
  const miriam = await as("miriam");
  await visit(miriam, alias);
  await miriam.getByRole("link", { name: "Merge", exact: true }).click();
  await settled(miriam);
  await button(miriam, `Merge ${one}`).click();
  await complains(miriam, "into", "Choose the client that is kept.");
  await settled(miriam);
  const choice = miriam.getByLabel(`${one} is the same client as`).locator("option", { hasText: two });
  await expect(choice).toHaveText(/ · (person|organization|born .+) · .*(no case, entered|case \d)/);
  await miriam.getByLabel(`${one} is the same client as`).selectOption((await choice.getAttribute("value"))!);
  await act(miriam, `Merge ${one}`, "Merged. Both names lead here.");
  await expect(miriam.getByRole("heading", { level: 1 })).toHaveText(two);
  await expect(miriam.getByRole("region", { name: "Also on file as" })).toContainText(one);
  await visit(miriam, `/clients?q=${encodeURIComponent(one)}`);
  await expect(rows(miriam, "Clients")).toHaveCount(1);
  await expect(rows(miriam, "Clients")).toContainText(two);
  const tomas = await as("tomas");
  await visit(tomas, alias);
  await expect(tomas.getByRole("main")).toContainText(`The client is kept as ${two}`);
  await expect(tomas.getByRole("button", { name: "Undo the merge" })).toHaveCount(0);
  await visit(miriam, alias);
  await act(miriam, "Undo the merge", "The merge is undone.");
  await visit(miriam, kept);
  await expect(miriam.getByRole("region", { name: "Also on file as" })).toHaveCount(0);
  await expect(miriam.getByRole("region", { name: "Earlier merges" })).toContainText("undone by Miriam Adair");
});
