import { expectAccessible } from "../support/a11y.ts";
import { act, button, complains, settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

test("the office writes, the client reads and answers, and the answer waits on top", async ({ as, ramona, office }) => {
  test.slow();
  const [page, tomas] = [await ramona(), await as("tomas")];
  await page.setViewportSize({ width: 390, height: 844 });
  const subject = unique("The deposition");
  await visit(tomas, `/cases/${await office.case(OKONKWO)}/messages/new`);
  // nothing is preselected
  await expect(tomas.locator("input[name=client]:checked, input[name='people[]']:checked")).toHaveCount(0);
  await expectAccessible(tomas);
  await settled(tomas);
  await button(tomas, "Send").click();
  await complains(tomas, "client", "Choose the client you write to.");
  await settled(tomas);
  await tomas.getByRole("radio", { name: /^Ramona Okonkwo/ }).check();
  await tomas.getByRole("checkbox", { name: /^Ramona Okonkwo/ }).check();
  await tomas.getByLabel("Subject").fill(subject);
  await tomas.getByLabel("Your message").fill("Please see https://court.example/where.");
  await act(tomas, "Send", "Sent.");
  await expectAccessible(tomas);

  await visit(page, "/portal");
  await expect(page.getByRole("region", { name: "New messages" })).toContainText(subject);
  await visit(page, "/portal/messages");
  await expectAccessible(page);
  await expect(page.getByText("Not for emergencies. We answer within one working day.")).toBeVisible();
  await page.getByRole("link", { name: subject }).click();
  await expect(page.locator("script")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "https://court.example/where" })).toHaveAttribute("rel", "noopener noreferrer");
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, "it fits a phone").toBe(false);
  // refused, and nothing is lost
  const long = "x".repeat(10_001);
  await page.getByLabel("Your answer").fill(long);
  await button(page, "Send").click();
  await complains(page, "body", /^Use at most 10000 characters/);
  await expect(page.getByLabel("Your answer")).toHaveValue(long);
  await page.getByLabel("Your answer").fill("تمام، شكرا 👍");
  await button(page, "Send").click();
  await expect(page.getByText("Sent.")).toBeVisible();

  await visit(tomas, "/messages");
  await expectAccessible(tomas);
  const waiting = tomas.getByRole("region", { name: "Unread and unanswered" });
  await expect(waiting.getByRole("listitem").filter({ hasText: subject })).toContainText("Waits for an answer");
  await waiting.getByRole("link", { name: subject }).click();
  await expect(tomas.getByRole("main")).toContainText("تمام، شكرا 👍");
  await settled(tomas);
  await tomas.getByLabel("Your message").fill("Good.");
  await act(tomas, "Send", "Sent.");
  await visit(tomas, "/messages");
  await expect(tomas.getByRole("main")).toContainText(subject);
  await expect(tomas.getByRole("listitem").filter({ hasText: subject })).not.toContainText("Waits for an answer");
});

test("a newcomer reads nothing earlier", async ({ as, office }) => {
  const [tomas, priya] = [await as("tomas"), await as("priya")];
  const subject = unique("Who reads");
  await visit(tomas, `/cases/${await office.case(OKONKWO)}/messages/new`);
  await settled(tomas);
  await tomas.getByRole("radio", { name: /^Ramona Okonkwo/ }).check();
  await tomas.getByRole("checkbox", { name: /^Ramona Okonkwo/ }).check();
  await tomas.getByLabel("Subject").fill(subject);
  await tomas.getByLabel("Your message").fill("The first word.");
  await act(tomas, "Send", "Sent.");
  const path = new URL(tomas.url()).pathname;
  expect((await visit(priya, path)).status()).toBe(404);
  await settled(tomas);
  await tomas.getByLabel("Ask somebody in").selectOption({ label: "Priya Raman, paralegal" });
  await act(tomas, "Ask in", "Asked in. They read what is written from now on.");
  await settled(tomas);
  await tomas.getByLabel("Your message").fill("The second word.");
  await act(tomas, "Send", "Sent.");
  await visit(priya, path);
  await expect(priya.getByRole("main")).toContainText("The second word.");
  await expect(priya.getByRole("main")).not.toContainText("The first word.");
});

test("a message that names another client asks before it goes", async ({ as, office }) => {
  const miriam = await as("miriam");
  await visit(miriam, `/cases/${await office.case(OKONKWO)}/messages/new`);
  await settled(miriam);
  const subject = unique("Another name");
  await miriam.getByRole("radio", { name: /^Ramona Okonkwo/ }).check();
  await miriam.getByRole("checkbox", { name: /^Ramona Okonkwo/ }).check();
  await miriam.getByLabel("Subject").fill(subject);
  await miriam.getByLabel("Your message").fill("Dear Nordhavn Imports, your inventory is attached.");
  await button(miriam, "Send").click();
  await expect(miriam.getByText("This names another client, and was not sent")).toBeVisible();
  await expectAccessible(miriam);
  await expect(miriam.getByLabel("Your message")).toHaveValue("Dear Nordhavn Imports, your inventory is attached.");
  await settled(miriam);
  await miriam.getByLabel("Type a reader’s last name to send it anyway").fill("Okonkwo");
  await miriam.getByLabel("Reason, kept on record").fill("Both agreed to it.");
  await act(miriam, "Send", "Sent.");
  await expect(miriam.getByRole("main")).toContainText("Sent although it names another client: Both agreed to it.");
});

test("an empty message is refused, and what was said before is still there", async ({ as, office }) => {
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${await office.case(OKONKWO)}/messages`);
  await tomas.getByRole("main").getByRole("link", { name: "Papers for the deposition" }).click();
  await settled(tomas);
  await button(tomas, "Send").click();
  await complains(tomas, "body", "Enter a message.");
  await expect(tomas.getByRole("main")).toContainText("On paper is fine.");
});

test("a client sends a file with an answer, and both sides find it in the thread", async ({ as, ramona, office }) => {
  const [page, tomas] = [await ramona(), await as("tomas")];
  const subject = unique("With a file");
  await visit(tomas, `/cases/${await office.case(OKONKWO)}/messages/new`);
  await settled(tomas);
  await tomas.getByRole("radio", { name: /^Ramona Okonkwo/ }).check();
  await tomas.getByRole("checkbox", { name: /^Ramona Okonkwo/ }).check();
  await tomas.getByLabel("Subject").fill(subject);
  await tomas.getByLabel("Your message").fill("Please send the receipt.");
  await act(tomas, "Send", "Sent.");
  const thread = new URL(tomas.url()).pathname;

  await visit(page, "/portal/messages");
  await page.getByRole("link", { name: subject }).click();
  await expectAccessible(page);
  // an empty file is refused by name, and what was typed is still there
  const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.getByLabel("Your answer").fill("Here it is.");
  await page.getByLabel(/^Files/).setInputFiles([file("Empty.txt", "")]);
  await button(page, "Send").click();
  await expect(page.getByText("“Empty.txt” could not be sent")).toBeVisible();
  await expect(page.getByLabel("Your answer")).toHaveValue("Here it is.");
  await page.getByLabel(/^Files/).setInputFiles([file("Receipt.txt", "Paid in full."), file("Map.txt", "North is up.")]);
  await button(page, "Send").click();
  await expect(page.getByText("Sent.")).toBeVisible();
  const own = page.getByRole("list", { name: "Files" });
  await expect(own.getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page);
  const download = page.waitForEvent("download");
  await own.getByRole("link", { name: "Receipt.txt" }).click();
  expect((await download).suggestedFilename()).toBe("Receipt.txt");

  await visit(tomas, thread);
  const seen = tomas.getByRole("list", { name: "Files" });
  await expect(seen).toContainText("In the inbox of the case");
  await expectAccessible(tomas);
  await seen.getByRole("link", { name: "Receipt.txt" }).click();
  await expect(tomas.getByRole("main")).toContainText("Receipt.txt");
});

test("documents of the case are offered to go with a message", async ({ as, ramona, office }) => {
  const [page, miriam] = [await ramona(), await as("miriam")];
  const subject = unique("With a document");
  await visit(miriam, `/cases/${await office.case(OKONKWO)}/messages/new`);
  await settled(miriam);
  await miriam.getByRole("radio", { name: /^Ramona Okonkwo/ }).check();
  await miriam.getByRole("checkbox", { name: /^Ramona Okonkwo/ }).check();
  await miriam.getByLabel("Subject").fill(subject);
  await miriam.getByLabel("Your message").fill("A document follows.");
  await act(miriam, "Send", "Sent.");
  await settled(miriam);
  await miriam.getByText("Share documents with it").click();
  const offered = miriam.getByRole("group", { name: "Documents that are shared" });
  await expect(offered.getByRole("checkbox").first()).toBeVisible();
  await expectAccessible(miriam);
  await visit(page, "/portal/messages");
  await expect(page.getByRole("link", { name: subject })).toBeVisible();
});

test("a question about a bill is offered to whoever sees the bills", async ({ ramona }) => {
  const page = await ramona();
  await visit(page, "/portal/messages/new");
  await expectAccessible(page);
  const subject = unique("The bill");
  await page.getByRole("radio", { name: "A question about a bill" }).check();
  await page.getByLabel("What is it about?").fill(subject);
  await page.getByLabel("Your message").fill("What are the forty dollars for?");
  await button(page, "Send").click();
  await expect(page.getByText("Sent.")).toBeVisible();
  await expect(page.getByLabel(/^Files/)).toHaveCount(0);
});
