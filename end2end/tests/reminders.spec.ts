import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import type { Office } from "../support/office.ts";
import { act, button, complains, leave, refusal, rows, said, settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

const WORDING = "/settings/reminders/wording/cancelled/text/discreet";

test("a wording is seen before it is saved, is refused where it tells too much, and goes back to the house’s", async ({
  as,
}) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings/reminders");
  await miriam.getByRole("link", { name: "Change Cancelled, Text, discreet" }).click();
  await settled(miriam);
  const body = miriam.getByLabel("Wording", { exact: true });
  const house = await body.inputValue();
  const paper = miriam.getByRole("article", { name: "Preview" });
  await expect(paper).toContainText("Wednesday, Oct 14, 2:00 pm");
  // another tab, or a run before this one, may have left its own wording
  await body.fill("It’s off: {day}, {time}.");
  await leave(miriam, button(miriam, "Preview"));
  await settled(miriam);
  await expect(paper).toHaveText("It’s off: Wednesday, Oct 14, 2:00 pm.");
  await expect(miriam.getByText(/^1 text, \d+ letters left; the letter ’ makes it dearer$/)).toBeVisible();
  await expect(body).toHaveValue("It’s off: {day}, {time}.");
  // nothing is saved by looking
  await visit(miriam, WORDING);
  await expect(body).toHaveValue(house);

  await body.fill("{firm}: {day}, {time} is off.");
  await button(miriam, "Save wording").click();
  await complains(miriam, "body", "A discreet contact must not learn who writes: leave {firm} out.");
  await settled(miriam);
  const ours = `Off: {day}, {time}. ${unique("Sorry")}`;
  await body.fill(ours);
  await act(miriam, "Save wording", "In force from now on.");
  await expect(body).toHaveValue(ours);
  await expect(miriam.getByRole("region", { name: "The office’s wordings" })).toContainText(ours);
  await act(miriam, "Go back to the house’s wording", "Back to the house’s wording.");
  await expect(body).not.toHaveValue(ours);
  await expect(button(miriam, "Go back to the house’s wording")).toHaveCount(0);
});

test("while all sending is stopped every page of everybody says so", async ({ as }) => {
  const [miriam, greta] = [await as("miriam"), await as("greta")];
  await visit(miriam, "/settings/reminders");
  await miriam.getByText("Stop all sending").first().click();
  await button(miriam, "Stop all sending").click();
  await complains(miriam, "reason", "Enter why: every page says it.");
  await settled(miriam);
  const why = unique("Wrong day in a text");
  await miriam.getByLabel("Why").fill(why);
  try {
    await act(miriam, "Stop all sending", "All sending is stopped. Every page says so.");
    for (const path of ["/clients", "/account", "/cases"]) {
      await visit(greta, path);
      await expect(greta.getByRole("note").filter({ hasText: why })).toContainText("All sending is stopped");
      await expect(greta.getByRole("link", { name: "Start it again under Reminders" })).toHaveCount(0);
    }
    await visit(miriam, "/cases");
    await leave(miriam, miriam.getByRole("link", { name: "Start it again under Reminders" }));
    await settled(miriam);
  } finally {
    await act(miriam, "Start sending again", "Messages are sent again.");
  }
  await visit(greta, "/clients");
  await expect(greta.getByText("All sending is stopped")).toHaveCount(0);
});

test("a test to oneself is shown with what became of it", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings/reminders");
  await miriam.getByLabel("By", { exact: true }).selectOption("Text");
  await miriam.getByLabel("Number").fill("12");
  await button(miriam, "Send a test").click();
  await complains(miriam, "number", /^Enter a number like/);
  await settled(miriam);
  await miriam.getByLabel("Number").fill("(212) 555-0142");
  await leave(miriam, button(miriam, "Send a test"));
  await settled(miriam);
  // ten an hour are enough, whoever ran before
  if (await refusal(miriam).filter({ hasText: "ten tests" }).count()) return;
  await said(miriam, "On its way.");
  await expect(rows(miriam, "Your tests").first()).toContainText("Text");
});

test("how clients answer is refused where no phone could dial it", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings/reminders/contact");
  await miriam.getByLabel("Urgent phone").fill("nine one one");
  await miriam.getByLabel("No-shows in percent").fill("340");
  await button(miriam, "Save").click();
  await complains(miriam, "urgent_phone", /^Enter a number like/);
  await complains(miriam, "baseline", "Enter a share from 0 to 100 percent, like 34 or 33.5.");
});

test("reminders are for managing partners, the call list for whoever rings", async ({ as }) => {
  const nkechi = await as("nkechi");
  for (const path of ["/settings/reminders", "/settings/reminders/held", WORDING]) {
    expect((await visit(nkechi, path)).status()).toBe(403);
  }
  expect((await visit(nkechi, "/call-list")).status()).toBe(200);
  await expect(nkechi.getByRole("link", { name: "Yours" })).toHaveAttribute("aria-current", "page");
  const hollis = await as("hollis");
  await visit(hollis, "/call-list");
  await expect(hollis.getByRole("link", { name: /^All/ })).toHaveAttribute("aria-current", "page");
  await leave(hollis, hollis.getByRole("link", { name: /^Replies/ }));
  await settled(hollis);
  await expect(hollis.getByRole("heading", { level: 1 })).toHaveText("Replies");
});

test("one is reminded of one’s own appointments where one wishes it", async ({ as }) => {
  const yusra = await as("yusra");
  await visit(yusra, "/account");
  const tick = yusra.getByLabel("Remind me of my own appointments by e-mail");
  for (const wish of [true, false]) {
    await tick.setChecked(wish);
    await act(yusra, "Save reminders", "Saved.");
    await expect(tick).toBeChecked({ checked: wish });
  }
});

test("a rate says what it counts, and can be taken away", async ({ as }) => {
  const nkechi = await as("nkechi");
  await visit(nkechi, "/attendance");
  await nkechi.getByLabel("From").fill("2026-02-01");
  await nkechi.getByLabel("To", { exact: true }).fill("2026-01-01");
  await leave(nkechi, button(nkechi, "Show"));
  await complains(nkechi, "until", "Choose a last day on or after the first.");
  for (const by of ["By attorney", "By kind", "By what was told", "By month"]) {
    await leave(nkechi, nkechi.getByRole("link", { name: by }));
    await expect(nkechi.getByRole("link", { name: by })).toHaveAttribute("aria-current", "page");
  }
  await visit(nkechi, "/attendance");
  const [download] = await Promise.all([
    nkechi.waitForEvent("download"),
    nkechi.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("Attendance.csv");
});

/// Books something with Ramona Okonkwo and opens the link of its first message as she does.
async function told(
  { as, guest, office }: { as: (who: "tomas") => Promise<Page>; guest: () => Promise<Page>; office: Office },
  fields: Record<string, string>,
): Promise<{ tomas: Page; reader: Page; id: string; link: string }> {
  const [owner, caseId] = await Promise.all([office.staff("tomas"), office.case(OKONKWO)]);
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${caseId}`);
  const number = (await tomas.content()).match(/\d{4}-\d{4}/)![0];
  const id = await office.appointment("tomas", { owner, case: number, with_client: "on", anyway: "on", ...fields });
  // it is announced within seconds of being booked
  const announced = tomas.getByRole("link", { name: /^Booking, by e-mail: kept here$/ });
  await expect(async () => {
    await visit(tomas, `/appointments/${id}`);
    await expect(announced).toBeVisible({ timeout: 200 });
  }).toPass({ timeout: 20_000 });
  await leave(tomas, announced);
  await settled(tomas);
  await leave(tomas, button(tomas, "Open its link as the client does"));
  const link = new URL(tomas.url()).pathname;
  expect(link).toMatch(/^\/a\//);
  const reader = await guest();
  expect((await visit(reader, link)).status()).toBe(200);
  return { tomas, reader, id, link };
}

test("the link in a notice is answered without signing in, and the answer stands at the appointment", async ({
  as,
  guest,
  office,
}) => {
  const { tomas, reader, id } = await told({ as, guest, office }, { title: unique("Talk"), date: "2029-05-08", starts: "10:00", ends: "11:00" });
  // the firm's own page: its name, and no way to the staff's side
  await expect(reader.getByRole("banner")).toHaveText("Pellworth Adair LLP");
  await expect(reader.locator('a[href="/"], a[href*="sign-in"]')).toHaveCount(0);
  await expectAccessible(reader);
  const words = reader.getByRole("main");
  await expect(words).toContainText("Tuesday, May 8, 2029");
  await expect(words).toContainText("With Tomás Ferreira");
  await expect(words).not.toContainText("Talk");
  await act(reader, "Confirm", "Thank you. We have your answer.");
  await expect(words).toContainText("You confirmed it.");
  await act(reader, "Ask for another time", "Thank you. We have your answer.");
  await visit(tomas, `/appointments/${id}`);
  await expect(tomas.getByRole("main")).toContainText("They ask to move it");

  // cancelled after it was asked twice, and then nothing else is asked of anybody
  await expect(button(reader, "Yes, cancel it")).toBeHidden();
  await reader.getByText("Cancel the appointment").click();
  await expectAccessible(reader);
  await act(reader, "Yes, cancel it", "Thank you. We have your answer.");
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText("This appointment is off");
  await expect(words).toContainText("We will call you about another time.");
  await expect(words).toContainText("Or call us: (212) 555-0140.");
  await expect(words).not.toContainText("You asked for another time");
  await visit(tomas, `/appointments/${id}`);
  await expect(tomas.getByRole("main")).not.toContainText(/asks? to move/i);
  await expect(tomas.getByRole("main")).toContainText("They cancelled it");
});

test("whoever cannot come to a hearing says so by the link, and is told that only the court can move it", async ({ as, guest, office }) => {
  const { tomas, reader, id } = await told(
    { as, guest, office },
    { kind: "hearing", title: unique("Motion"), date: "2029-05-09", starts: "10:00", ends: "11:00" },
  );
  const words = reader.getByRole("main");
  await expect(words).toContainText("Only the court can move this date.");
  await expect(words).toContainText("(212) 555-0140");
  for (const none of ["Ask for another time", "Yes, cancel it"]) await expect(button(reader, none)).toHaveCount(0);
  await expectAccessible(reader);
  await act(reader, "I cannot come", "Thank you. We have your answer.");
  await expect(words).toContainText("You said that you cannot come. We will call you.");
  await visit(tomas, `/appointments/${id}`);
  await expect(tomas.getByRole("main")).toContainText("They cannot come");
});
