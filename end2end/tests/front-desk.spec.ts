import { act, button, complains, refusal, rows, settled, visit } from "../support/pages.ts";
import { expect, test, unique, uniqueName } from "../support/test.ts";

test("an enquiry is taken, checked, accepted, and becomes client and case without typing twice", async ({ as, office }) => {
  const [given, family] = uniqueName().split(" ") as [string, string];
  const adverse = uniqueName();
  const hollis = await as("hollis");
  await visit(hollis, "/enquiries");
  await hollis.getByRole("link", { name: "Take an enquiry" }).click();
  await settled(hollis);
  await button(hollis, "Take enquiry").click();
  await complains(hollis, "family_name", "Enter a last name.");
  await complains(hollis, "matter", "Enter what it is about, in a line.");
  await settled(hollis);
  await hollis.getByLabel("First name").fill(given);
  await hollis.getByLabel("Last name").fill(family);
  await hollis.getByLabel("Phone").fill("(212) 555-0142");
  await hollis.getByLabel("What it is about").fill("Dismissed after a complaint");
  await hollis.getByLabel("Whom it is against").fill(adverse);
  await hollis.getByLabel("Attorney").selectOption("Nkechi Obiora");
  await act(hollis, "Take enquiry", "The enquiry is taken.");
  await expect(hollis.getByRole("heading", { level: 1 })).toHaveText(`${given} ${family}`);
  await expect(hollis.getByRole("region", { name: "Conflict checks" })).toContainText("Nothing alike");
  await expect(hollis.getByRole("link", { name: "Accept" })).toHaveCount(0);

  const nkechi = await as("nkechi");
  await visit(nkechi, new URL(hollis.url()).pathname);
  await nkechi.getByRole("link", { name: "Accept" }).click();
  await settled(nkechi);
  await expect(nkechi.getByLabel("Title")).toHaveValue("Dismissed after a complaint");
  await expect(nkechi.getByLabel("Adverse parties and others to check")).toHaveValue(adverse);
  await button(nkechi, "Accept and open the case").click();
  await complains(nkechi, "limitation_on", "Enter the day, or say beside it why there is none.");
  await settled(nkechi);
  await nkechi.getByLabel("Practice area").selectOption("Employment");
  await nkechi.getByLabel("Limitation date").fill("2031-05-01");
  await act(nkechi, "Accept and open the case", "The case is open.");
  await expect(nkechi.getByRole("banner").or(nkechi.locator("header")).first()).toContainText("May 1, 2031");
  await nkechi.getByRole("link", { name: "Parties" }).click();
  await expect(rows(nkechi, "Parties")).toContainText(adverse);
  await expect(nkechi.getByRole("main")).toContainText("nothing alike");
  expect(await office.client(`${given} ${family}`)).toBeTruthy();
});

test("an enquiry is declined with a letter to print, and the name is found again", async ({ as }) => {
  const family = uniqueName().split(" ")[0]!;
  const nkechi = await as("nkechi");
  await visit(nkechi, "/enquiries/new");
  await nkechi.getByLabel("Last name").fill(family);
  await nkechi.getByLabel("Email", { exact: true }).fill("someone@mail.example");
  await nkechi.getByLabel("What it is about").fill("A fence");
  await act(nkechi, "Take enquiry", "The enquiry is taken.");
  await nkechi.getByRole("link", { name: "Decline" }).click();
  await settled(nkechi);
  await nkechi.getByLabel("Why it is declined").fill("Outside our field.");
  await act(nkechi, "Decline", "Declined. The letter is ready to print.");
  await nkechi.getByRole("link", { name: "Letter to print" }).click();
  const letter = nkechi.getByRole("article", { name: "Letter" });
  await expect(letter).toContainText(`Dear ${family},`);
  await expect(letter).toContainText("Nkechi Obiora");
  await expect(letter).not.toContainText("Outside our field.");

  await visit(nkechi, "/conflicts");
  await nkechi.getByRole("textbox", { name: "Names" }).fill(family);
  await button(nkechi, "Check").click();
  await expect(rows(nkechi, "Names that are alike").filter({ hasText: family })).not.toHaveCount(0);
});

test("what is out of sight is asked of the conflicts partner, who sees the facts; the asker never does", async ({ as }) => {
  const about = unique("A question of priority");
  const jonas = await as("jonas");
  await visit(jonas, "/conflicts");
  await button(jonas, "Check").click();
  await complains(jonas, "names", "Enter the names to look for, each on a line of its own.");
  await settled(jonas);
  await jonas.getByRole("textbox", { name: "Names" }).fill("Ramona Okonquo");
  await jonas.getByLabel("What it is about").fill(about);
  await button(jonas, "Check").click();
  await expect(jonas.getByRole("main")).toContainText("Match: ask the conflicts partner");
  await expect(jonas.getByRole("main")).not.toContainText("Okonkwo");
  const check = new URL(jonas.url()).pathname;

  const miriam = await as("miriam");
  await visit(miriam, "/conflicts");
  await expect(miriam.getByRole("region", { name: "Questions for you" })).toContainText(about);
  await visit(miriam, check);
  await expect(rows(miriam, "Names that are alike").filter({ hasText: "Ramona Okonkwo" })).not.toHaveCount(0);
  await miriam.getByLabel("There is a conflict").check();
  await miriam.getByLabel("Why").fill("We act on the other side.");
  await act(miriam, "Decide", "Answered. Whoever asked finds it with the check.");
  await visit(jonas, check);
  await expect(jonas.getByRole("main")).toContainText("There is a conflict of interest");
  await expect(jonas.getByRole("main")).toContainText("We act on the other side.");
  await expect(jonas.getByRole("main")).not.toContainText("Okonkwo");
});

test("a case whose check finds something waits, keeps what was typed, and opens once it is decided", async ({ as }) => {
  const title = unique("Marchetti outlet");
  const miriam = await as("miriam");
  await visit(miriam, "/cases/new");
  await miriam.getByLabel("Client").selectOption("Hal Galloway");
  await miriam.getByLabel("Title").fill(title);
  await miriam.getByLabel("Practice area").selectOption("Business");
  await miriam.getByLabel("Responsible attorney").selectOption("Tomás Ferreira");
  await miriam.getByLabel("Adverse parties and others to check").fill("Marcheti Ceramics");
  await miriam.getByLabel("Or none, because").fill("Nothing runs out.");
  await act(miriam, "Open case", "Nothing is lost");
  await expect(rows(miriam, "Names that are alike").filter({ hasText: "Marchetti Ceramics" })).not.toHaveCount(0);
  await expect(button(miriam, "Open the case")).toHaveCount(0);
  await miriam.getByLabel("No conflict").check();
  await miriam.getByLabel("Why").fill("Another matter, with their consent.");
  await act(miriam, "Decide", "Decided.");
  await act(miriam, "Open the case", "The case is open.");
  await expect(miriam.getByRole("heading", { level: 1 })).toHaveText(title);
});

test("a new case says whom it is against, or that there is nobody", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/cases/new");
  await button(miriam, "Open case").click();
  await expect(refusal(miriam)).toBeVisible();
  await complains(miriam, "adverse", "Enter each name on a line of its own, or tick that there is nobody.");
});

test("a party is added, changed and leaves, and stays on record", async ({ as, office }) => {
  const id = await office.openCase(unique("Penrose mill"), "tomas");
  const name = uniqueName();
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}/parties`);
  await tomas.getByRole("link", { name: "Add a party" }).click();
  await settled(tomas);
  await tomas.getByLabel("Name", { exact: true }).fill(name);
  await tomas.getByLabel("What it is to the case").selectOption("Witness");
  await act(tomas, "Add party", "The party is on the case.");
  await tomas.getByRole("link", { name: `Change ${name}` }).click();
  await settled(tomas);
  await tomas.getByLabel("Counsel").fill("Mara Stone");
  await act(tomas, "Save changes", "Saved.");
  await expect(rows(tomas, "Parties")).toContainText("Mara Stone");
  await tomas.getByRole("link", { name: `Change ${name}` }).click();
  await settled(tomas);
  await act(tomas, "No longer a party", "No longer a party.");
  await expect(rows(tomas, "Former parties")).toContainText(name);
});

test("a party whose name the office knows is saved, and leads to the check", async ({ as, office }) => {
  const id = await office.openCase(unique("Penrose kiln"), "tomas");
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}/parties/new`);
  await tomas.getByLabel("Name", { exact: true }).fill("Ramona Okonkwo");
  await tomas.getByLabel("What it is to the case").selectOption("Opposing party");
  await act(tomas, "Add party", "Its name is like one the office knows");
  await expect(tomas).toHaveURL(/\/conflicts\//);
  await expect(rows(tomas, "Names that are alike").filter({ hasText: "Ramona Okonkwo" }).first()).toBeVisible();
  await visit(tomas, `/cases/${id}/parties`);
  await expect(rows(tomas, "Parties").filter({ hasText: "Ramona Okonkwo" })).toBeVisible();
});

test("the desk right lets billing take an enquiry, and only then", async ({ as, office }) => {
  const greta = await as("greta");
  expect((await visit(greta, "/enquiries/new")).status()).toBe(403);
  const robin = await office.hire("billing");
  const miriam = await as("miriam");
  await visit(miriam, `/staff/${robin.id}`);
  await act(miriam, "Give the desk right", "The desk right is given.");
  await act(miriam, "End the desk right", "The desk right has ended.");
});
