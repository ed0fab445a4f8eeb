import { act, button, complains, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

test("a note is written, changed and withdrawn, and every version stays", async ({ as, office }) => {
  const id = await office.openCase(unique("Notes kept"));
  await office.give(id, "priya", "contribute");
  const priya = await as("priya");
  await visit(priya, `/cases/${id}`);
  await priya.getByRole("navigation", { name: "Case sections" }).getByRole("link", { name: "Notes" }).click();
  await settled(priya);
  await button(priya, "Add note").click();
  await complains(priya, "body", "Enter the note.");
  await settled(priya);
  await priya.getByLabel("New note").fill("Calls **Friday**, see https://court.example/a.\n\n- one\n- two <b>not bold</b>");
  await act(priya, "Add note", "The note is kept.");
  const main = priya.getByRole("main");
  await expect(main.locator("strong", { hasText: "Friday" })).toBeVisible();
  await expect(main.getByRole("link", { name: "https://court.example/a" })).toHaveAttribute("rel", "noopener noreferrer");
  await expect(main.locator(".note li")).toHaveText(["one", "two <b>not bold</b>"]);

  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}/notes`);
  await tomas.getByRole("link", { name: /^History of the note by Priya Raman/ }).click();
  await tomas.getByRole("link", { name: "Change note" }).click();
  await settled(tomas);
  await tomas.getByLabel("Note", { exact: true }).fill("Calls *Monday*.");
  await act(tomas, "Save note", "Saved.");
  const versions = tomas.locator(".note");
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toContainText("Tomás Ferreira");
  await expect(versions.first()).toContainText("Calls Monday.");
  await expect(versions.last()).toContainText("Calls Friday");
  // somebody else's note is not one's own to withdraw
  await expect(button(tomas, "Withdraw note")).toHaveCount(0);

  await visit(priya, new URL(tomas.url()).pathname);
  await act(priya, "Withdraw note", "Withdrawn. It reads on here as it was.");
  await expect(priya.getByRole("link", { name: "Change note" })).toHaveCount(0);
  await visit(tomas, `/cases/${id}/notes`);
  await expect(tomas.locator(".note").first()).toContainText("Withdrawn by Priya Raman");
  await visit(tomas, `/cases/${id}`);
  await expect(tomas.getByRole("region", { name: "Activity" })).toContainText("wrote a note");
});

test("a note that is too long is refused beside its field, and the text is still there", async ({ as, office }) => {
  const id = await office.openCase(unique("A long note"));
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}/notes`);
  const long = "All of the transcript, pasted. ".repeat(3_300);
  await tomas.getByLabel("New note").fill(long);
  await button(tomas, "Add note").click();
  await complains(tomas, "body", /^Use at most 20000 characters; this has \d+\.$/);
  await expect(tomas.getByLabel("New note")).toHaveValue(long);
});

test("two who change a note at once: the second keeps what was typed and hears who was first", async ({ as, office }) => {
  const id = await office.openCase(unique("Two at once"));
  const path = await office.post("tomas", "notes/api/write_on_case", { id, body: "First.", revision: "" });
  const tomas = await as("tomas");
  await visit(tomas, path);
  await tomas.getByRole("link", { name: /^History of the note/ }).click();
  await tomas.getByRole("link", { name: "Change note" }).click();
  await settled(tomas);
  const note = new URL(tomas.url()).pathname.split("/")[2]!;
  await office.post("miriam", "notes/api/edit", { id: note, body: "Hers.", revision: "1" });
  await tomas.getByLabel("Note", { exact: true }).fill("His.");
  await button(tomas, "Save note").click();
  await expect(tomas.getByRole("alert")).toContainText("Miriam Adair changed this note meanwhile.");
  await settled(tomas);
  await expect(tomas.getByLabel("Note", { exact: true })).toHaveValue("His.");
  await act(tomas, "Save note", "Saved.");
  await expect(tomas.locator(".note")).toHaveCount(3);
});

test("notes on a client are read by those who see the client, never by billing", async ({ as, office }) => {
  const client = await office.client("Ramona Okonkwo");
  const priya = await as("priya");
  await visit(priya, `/clients/${client}`);
  await priya.getByRole("region", { name: "Notes" }).getByRole("link", { name: "Notes" }).click();
  await expect(priya.getByRole("main")).toContainText("Calls after 4 pm only");
  const greta = await as("greta");
  await visit(greta, `/clients/${client}`);
  await expect(greta.getByRole("region", { name: "Notes" })).toHaveCount(0);
  expect((await visit(greta, `/clients/${client}/notes`)).status()).toBe(403);
  const hollis = await as("hollis");
  expect((await visit(hollis, `/clients/${client}/notes`)).status()).toBe(404);
});
