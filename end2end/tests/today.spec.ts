import { expectAccessible } from "../support/a11y.ts";
import type { Office } from "../support/office.ts";
import { settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

/// A case's number, as its page says it.
const numberOf = async (office: Office, id: string) =>
  (await office.page("tomas", `/cases/${id}`)).match(/Case (\d{4}-\d+)/)![1]!;

/// Today where the office is.
const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(new Date());

test("a day is one's own or the firm's, and neither says more than the calendar", async ({ as, office, js }) => {
  const title = unique("Late talk");
  const id = await office.openCase(unique("Stands today"), "tomas");
  const owner = await office.staff("tomas");
  const appointment = await office.appointment("tomas", {
    case: await numberOf(office, id),
    title,
    date: today(),
    starts: "23:00",
    ends: "23:30",
    owner,
    anyway: "on",
  });
  const tomas = await as("tomas");
  await visit(tomas, "/cases");
  await tomas.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Today" }).click();
  await settled(tomas);
  await expect(tomas.getByRole("heading", { level: 1 })).toHaveText(/^\w+day, \w+ \d+$/);
  const mine = tomas.getByRole("region", { name: "My day" });
  await expect(mine.getByRole("listitem").filter({ hasText: title })).toHaveCount(1);
  await expect(mine.getByText("Now", { exact: false }).first()).toBeVisible();
  await expect(tomas.getByRole("region", { name: "Deadlines" })).toBeVisible();
  if (js) await expectAccessible(tomas);
  await tomas.getByRole("link", { name: "Whole firm" }).click();
  await settled(tomas);
  const all = tomas.getByRole("region", { name: "Whole firm" });
  await expect(all.getByRole("listitem").filter({ hasText: title })).toHaveCount(1);
  await all.locator(`a[href="/appointments/${appointment}"]`).click();
  await settled(tomas);
  await expect(tomas.getByRole("main")).toContainText(title);

  // the desk reads whom and when, and not what about; who is not on the team reads nothing
  const hollis = await as("hollis");
  await visit(hollis, "/today?whose=office");
  const row = hollis.getByRole("listitem").filter({ has: hollis.locator(`a[href="/appointments/${appointment}"]`) });
  await expect(row).toContainText("11:00 pm");
  await expect(hollis.getByRole("main")).not.toContainText(title);
  for (const name of ["jonas", "greta"] as const) {
    const page = await as(name);
    await visit(page, "/today?whose=office");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator(`a[href="/appointments/${appointment}"]`)).toHaveCount(0);
  }
});

test("a case names what is next, and everything about it stands on a page", async ({ as, office, js }) => {
  const title = unique("Next talk");
  const id = await office.openCase(unique("Has a next"), "tomas");
  const owner = await office.staff("tomas");
  const appointment = await office.appointment("tomas", {
    case: await numberOf(office, id),
    title,
    date: "2033-03-09",
    starts: "10:00",
    ends: "11:00",
    owner,
    anyway: "on",
  });
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}`);
  const next = tomas.getByRole("region", { name: "Appointments" });
  await expect(next.getByRole("link", { name: title })).toHaveAttribute("href", `/appointments/${appointment}`);
  // what happened to it leads to it
  const activity = tomas.getByRole("region", { name: "Activity" });
  await expect(activity.getByRole("link", { name: new RegExp(title) })).toHaveAttribute(
    "href",
    `/appointments/${appointment}`,
  );
  await next.getByRole("link", { name: "All" }).click();
  await settled(tomas);
  expect(new URL(tomas.url()).pathname).toBe(`/cases/${id}/appointments`);
  await expect(tomas.getByRole("row").filter({ hasText: title })).toContainText("Mar 9, 2033");
  if (js) await expectAccessible(tomas);
});
