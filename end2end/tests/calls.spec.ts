import { act, button, complains, rows, settled, visit } from "../support/pages.ts";
import { expect, test, unique, uniqueName } from "../support/test.ts";

test("a call is taken from any page in one step, waits for its person, and is answered once", async ({ as, office }) => {
  const who = uniqueName();
  const id = await office.openCase(unique("Asked again"), "nkechi");
  const miriam = await as("miriam");
  await visit(miriam, `/cases/${id}`);
  const number = (await miriam.locator(".case-head__no").innerText()).match(/Case (\S+)/)![1]!;
  await expect(miriam.getByRole("region", { name: "Calls" })).toContainText("Nobody asked for the status in 30 days.");

  const hollis = await as("hollis");
  await visit(hollis, "/clients");
  await hollis.getByRole("link", { name: "Call slip" }).click();
  await settled(hollis);
  await button(hollis, "Save call").click();
  await complains(hollis, "caller", "Enter who called.");
  await complains(hollis, "holder", "Choose whom it is for.");
  await settled(hollis);
  await hollis.getByLabel("Who called").fill(who);
  await hollis.getByLabel("Phone").fill("(212) 555-0142");
  await hollis.getByLabel("Why").selectOption("Asked for status");
  await hollis.getByLabel("For", { exact: true }).selectOption("Nkechi Obiora");
  await hollis.getByLabel("Case number").fill("no such number");
  await button(hollis, "Save call").click();
  await complains(hollis, "case", /^You see no case with this number\./);
  await settled(hollis);
  // the desk names every case that it is not screened from, and sees no more of it
  await hollis.getByLabel("Case number").fill(number);
  await act(hollis, "Save call", "The call is kept.");
  const path = new URL(hollis.url()).pathname;
  await expect(hollis.getByRole("heading", { level: 1 })).toHaveText(who);
  await expect(hollis.getByRole("main")).toContainText(`Case ${number}`);
  await expect(hollis.getByRole("main").getByRole("link", { name: `Case ${number}` })).toHaveCount(0);
  await expect(button(hollis, "Save answer")).toHaveCount(0);
  const leila = await as("leila");
  expect((await visit(leila, path)).status()).toBe(404);

  const nkechi = await as("nkechi");
  await visit(nkechi, "/calls");
  await rows(nkechi, "Calls").getByRole("link", { name: who }).click();
  await settled(nkechi);
  await expect(nkechi.getByRole("link", { name: "(212) 555-0142" })).toHaveAttribute("href", "tel:+12125550142");
  await button(nkechi, "Save answer").click();
  await complains(nkechi, "outcome", "Choose what came of it.");
  await settled(nkechi);
  await nkechi.getByLabel("Called back").check();
  await nkechi.getByLabel("Note").fill("Will hear on Monday.");
  await act(nkechi, "Save answer", "Answered.");
  await expect(nkechi.getByRole("main")).not.toContainText(who);
  await visit(hollis, path);
  await expect(hollis.getByRole("main")).toContainText("Called back, by Nkechi Obiora");
  await visit(miriam, `/cases/${id}`);
  await expect(miriam.getByRole("region", { name: "Calls" })).toContainText("Asked for status once in 30 days");
});

test("a call is handed on, and whoever had it sees it no more", async ({ as, office }) => {
  const who = uniqueName();
  const holder = await office.staff("tomas");
  const taken = await office.post("greta", "calls/api/take", {
    caller: who,
    phone: "",
    reason: "other",
    holder,
    case: "",
    message: "Line one\nline two",
  });
  const path = new URL(taken, "http://localhost").pathname;
  const tomas = await as("tomas");
  await visit(tomas, path);
  await button(tomas, "Hand on").click();
  await complains(tomas, "to", "Choose whom it is for.");
  await settled(tomas);
  await tomas.getByLabel("Hand on to").selectOption("Priya Raman");
  await act(tomas, "Hand on", "Handed on.");
  expect((await visit(tomas, path)).status()).toBe(404);
  const priya = await as("priya");
  await visit(priya, path);
  await expect(priya.getByRole("list").filter({ hasText: "Given by" })).toContainText("Given by Tomás Ferreira");
  // whoever took it sees who has it now
  const greta = await as("greta");
  await visit(greta, path);
  await expect(greta.getByRole("main")).toContainText("for Priya Raman");
});

test("a case one is screened from cannot be named, and nobody screened is called about it", async ({ as, office }) => {
  const id = await office.case("Okonkwo v. Tideland Freight & Storage");
  const miriam = await as("miriam");
  await visit(miriam, `/cases/${id}`);
  await miriam.getByRole("region", { name: "Calls" }).getByRole("link", { name: "Take a call" }).click();
  await settled(miriam);
  const number = await miriam.getByLabel("Case number").inputValue();
  expect(number).not.toBe("");
  await miriam.getByLabel("Who called").fill(uniqueName());
  await miriam.getByLabel("Why").selectOption("Something else");
  // screened and merely not on the team read the same
  for (const nobody of ["Jonas Hallberg", "Ines Calloway"]) {
    await miriam.getByLabel("For", { exact: true }).selectOption(nobody);
    await button(miriam, "Save call").click();
    await complains(miriam, "holder", /^This person is not on the team of that case\./);
    await settled(miriam);
  }
  const jonas = await as("jonas");
  await visit(jonas, "/calls/new");
  await jonas.getByLabel("Who called").fill(uniqueName());
  await jonas.getByLabel("Why").selectOption("Asked for status");
  await jonas.getByLabel("For", { exact: true }).selectOption("Tomás Ferreira");
  await jonas.getByLabel("Case number").fill(number);
  await button(jonas, "Save call").click();
  await complains(jonas, "case", /^You see no case with this number\./);
});
