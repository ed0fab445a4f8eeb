import type { Page } from "@playwright/test";

import { act, button, complains, personRow, rows, said, settled, visit, words } from "../support/pages.ts";
import { NORDHAVN, OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

const UNKNOWN = "0190b5a0-0000-7000-8000-000000000001";

/// The case is not there for whoever is looking: status, words and all.
async function expectNoCase(page: Page, id: string): Promise<void> {
  const [known, unknown] = await Promise.all([page.request.get(`/cases/${id}`), page.request.get(`/cases/${UNKNOWN}`)]);
  expect(known.status()).toBe(404);
  expect(unknown.status()).toBe(404);
  expect(await known.text()).toBe(await unknown.text());
  expect((await visit(page, `/cases/${id}`)).status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no case at this address");
  const shown = await words(page);
  await visit(page, `/cases/${UNKNOWN}`);
  expect(await words(page)).toBe(shown);
}

/// Every row of the caller's list, in every state, page after page.
async function everyRow(page: Page): Promise<string[]> {
  const all: string[] = [];
  let next: string | null = "/cases?state=all";
  while (next !== null) {
    await visit(page, next);
    all.push(...(await rows(page, "Cases").allInnerTexts()));
    const link = page.getByRole("link", { name: "Next page" });
    next = (await link.count()) > 0 ? await link.getAttribute("href") : null;
  }
  return all;
}

test("to a screened attorney the case does not exist: page, address, list, search and counts", async ({ as, office }) => {
  const id = await office.case(OKONKWO);
  const jonas = await as("jonas");
  await expectNoCase(jonas, id);
  for (const path of ["edit", "close", "team", "team/new", "team/lead", "wall"]) {
    const [known, unknown] = await Promise.all([
      jonas.request.get(`/cases/${id}/${path}`),
      jonas.request.get(`/cases/${UNKNOWN}/${path}`),
    ]);
    expect(known.status(), path).toBe(404);
    expect(await known.text(), path).toBe(await unknown.text());
  }

  const all = await everyRow(jonas);
  expect(all.filter((row) => row.includes("Tideland"))).toEqual([]);
  const said = await jonas.getByRole("navigation", { name: "Pages" }).innerText();
  expect(said).toMatch(new RegExp(`^(\\d+ of )?${all.length} cases`));
  const open = all.filter((row) => /\bOpen$/.test(row.trim())).length;
  await expect(jonas.locator(".nav__count").first()).toHaveText(new RegExp(`^${open}\\b`));

  await visit(jonas, "/cases?state=all&q=Tideland");
  await expect(jonas.getByText("No case matches")).toBeVisible();
});

test("a grant that has expired shows nothing any more", async ({ as, office }) => {
  const leila = await as("leila");
  await expectNoCase(leila, await office.case(OKONKWO));
  await visit(leila, "/cases?state=all&q=Tideland");
  await expect(rows(leila, "Cases")).toHaveCount(0);
});

test("whoever covers for a colleague sees the colleague's cases", async ({ as, office }) => {
  const yusra = await as("yusra");
  const brandt = await office.case("Estate of H. Brandt");
  expect((await visit(yusra, `/cases/${brandt}/team`)).status()).toBe(200);
  const row = personRow(yusra, "Who can see this case", "Yusra Haddad");
  await expect(row).toContainText("Covers for Priya Raman");
  await expect(row).not.toContainText("No end");
  expect((await visit(yusra, `/cases/${await office.case(OKONKWO)}`)).status()).toBe(200);
});

test("billing sees number and client of every case, and no title", async ({ as, office }) => {
  const id = await office.case(OKONKWO);
  const greta = await as("greta");
  await visit(greta, "/cases?q=Okonkwo");
  await expect(rows(greta, "Cases").first()).toContainText("Ramona Okonkwo");
  await expect(greta.getByRole("columnheader", { name: "Case" })).toHaveCount(0);
  expect(await greta.content()).not.toContain("Tideland");
  expect((await visit(greta, `/cases/${id}`)).status()).toBe(200);
  await expect(greta.getByRole("main")).toContainText("Ramona Okonkwo");
  const page = await greta.content();
  for (const hidden of ["Tideland", "Tomás", "Employment", "Pleadings"]) expect(page).not.toContain(hidden);
  await visit(greta, "/cases?q=Tideland");
  await expect(greta.getByText("No case matches")).toBeVisible();
  expect((await visit(greta, `/cases/${id}/team`)).status()).toBe(403);
});

test("whoever sees a case and may not close it is told who can", async ({ as, office }) => {
  const id = await office.case(OKONKWO);
  const priya = await as("priya");
  await visit(priya, `/cases/${id}`);
  await expect(priya.getByRole("link", { name: "Close case" })).toHaveCount(0);
  expect((await visit(priya, `/cases/${id}/close`)).status()).toBe(403);
  await expect(priya.getByRole("heading", { level: 1 })).toHaveText("This is not open to you");
  await expect(priya.getByRole("main")).toContainText("Ask the responsible attorney.");
});

for (const [path, who] of [
  ["/staff", "Paralegals do not do this."],
  ["/staff/invite", "Paralegals do not do this."],
  ["/audit", "Paralegals do not do this."],
  ["/walls", "Managing partners and the conflicts deputy see the walls."],
] as const) {
  test(`${path} is for managing partners, and says so`, async ({ as }) => {
    const page = await as("priya");
    expect((await visit(page, path)).status()).toBe(403);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This is not open to you");
    await expect(page.getByRole("main").getByRole("paragraph")).toContainText(who);
  });
}

test("the outbox is not there for anybody but managing partners", async ({ as }) => {
  const page = await as("tomas");
  expect((await visit(page, "/outbox")).status()).toBe(404);
  await visit(page, "/cases");
  for (const place of ["Walls", "Settings", "Audit log", "Outbox"]) {
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: place })).toHaveCount(0);
  }
});

test("team and access says who sees the case, why and since when", async ({ as, office }) => {
  const page = await as("priya");
  await visit(page, `/cases/${await office.case(OKONKWO)}/team`);
  const row = (name: string) => personRow(page, "Who can see this case", name);
  await expect(row("Tomás Ferreira")).toContainText("Responsible attorney, named by Miriam Adair");
  await expect(row("Miriam Adair")).toContainText("Managing partners see every case");
  await expect(row("Priya Raman")).toContainText("Given by Miriam Adair");
  await expect(row("Priya Raman")).toContainText("May release documents");
  await expect(row("Priya Raman")).toContainText(/[A-Z][a-z]{2} \d{1,2}, \d{4}/);
  await expect(row("Yusra Haddad").first()).toBeVisible();
  await expect(row("Jonas Hallberg")).toHaveCount(0);
  await expect(personRow(page, "Who could see this case", "Leila Marsh")).toContainText("Expired");
  const wall = page.getByRole("region", { name: "Ethical wall: Jonas Hallberg" });
  await expect(wall).toContainText("Advised Tideland Freight");
});

test("access that is given, changed and ended holds at once", async ({ as, office }) => {
  const title = unique("Ostrowski franchise");
  const id = await office.openCase(title, "miriam");
  const [miriam, leila] = [await as("miriam"), await as("leila")];
  await expectNoCase(leila, id);

  await visit(miriam, `/cases/${id}/team`);
  await miriam.getByRole("link", { name: "Give access" }).click();
  await settled(miriam);
  await button(miriam, "Give access").click();
  await complains(miriam, "staff_id", "Choose a person.");
  await settled(miriam);
  await miriam.getByLabel("Person").selectOption("Leila Marsh, paralegal");
  await miriam.getByLabel("View").check();
  await act(miriam, "Give access", "Access given.");

  expect((await visit(leila, `/cases/${id}`)).status()).toBe(200);
  await expect(leila.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(leila.getByRole("link", { name: "Edit" })).toHaveCount(0);
  expect((await visit(leila, `/cases/${id}/edit`)).status()).toBe(403);
  await expect(leila.getByRole("main")).toContainText("This needs a contribute grant on the case.");

  await miriam.getByRole("link", { name: "Change access of Leila Marsh" }).click();
  await settled(miriam);
  await expect(miriam.getByLabel("View")).toBeChecked();
  await miriam.getByLabel("Contribute").check();
  await act(miriam, "Save", "Access changed.");
  expect((await visit(leila, `/cases/${id}/edit`)).status()).toBe(200);
  await leila.getByLabel("Stage").selectOption("Discovery");
  await act(leila, "Save changes", "Saved.");

  await miriam.getByRole("link", { name: "End access of Leila Marsh" }).click();
  await settled(miriam);
  await expect(miriam.getByRole("dialog")).toContainText(title);
  await act(miriam, "End access", "Access ended.");
  await expect(rows(miriam, "Who could see this case").filter({ hasText: "Leila Marsh" }).first()).toContainText("Ended");
  await expectNoCase(leila, id);
  await visit(leila, `/cases?q=${encodeURIComponent(title)}`);
  await expect(rows(leila, "Cases")).toHaveCount(0);
});

test("a last day in the past is refused beside its field", async ({ as, office }) => {
  const id = await office.openCase(unique("Ferrante dock"), "miriam");
  const miriam = await as("miriam");
  await visit(miriam, `/cases/${id}/team/new`);
  await miriam.getByLabel("Person").selectOption("Leila Marsh, paralegal");
  await miriam.getByLabel("Manage").check();
  await miriam.getByLabel("Last day").fill("2020-01-31");
  await button(miriam, "Give access").click();
  await complains(miriam, "until", "Choose today or a later day, or leave it empty.");
  await expect(miriam.getByLabel("Manage")).toBeChecked();
  await expect(miriam.getByLabel("Last day")).toHaveValue("2020-01-31");
});

test("another responsible attorney takes over, and the first one stays on the team", async ({ as, office }) => {
  const id = await office.openCase(unique("Baptiste guaranty"), "tomas");
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}/team`);
  await tomas.getByRole("link", { name: "Change responsible attorney" }).click();
  await settled(tomas);
  await tomas.getByLabel("Responsible attorney").selectOption("Nkechi Obiora");
  await act(tomas, "Change responsible attorney", "The case has a new responsible attorney.");
  const row = (name: string) => personRow(tomas, "Who can see this case", name);
  await expect(row("Nkechi Obiora")).toContainText("Responsible attorney");
  await expect(row("Tomás Ferreira")).toContainText("Manage");
});

test("a wall hides the case from the person at once, whatever grant there was", async ({ as, office }) => {
  const title = unique("Duvall receivership");
  const id = await office.openCase(title, "tomas");
  await office.give(id, "hollis", "contribute");
  const [tomas, hollis] = [await as("tomas"), await as("hollis")];
  expect((await visit(hollis, `/cases/${id}`)).status()).toBe(200);

  await visit(tomas, `/cases/${id}`);
  await tomas.getByRole("link", { name: "Raise a wall" }).click();
  await settled(tomas);
  await button(tomas, "Raise the wall").click();
  await complains(tomas, "staff_id", "Choose a person.");
  await complains(tomas, "reason", "Enter the reason.");
  await settled(tomas);
  await tomas.getByLabel("Person").selectOption("Hollis Whitaker, paralegal, on the team");
  await tomas.getByLabel("Reason").fill("Once worked for the receiver.");
  await act(tomas, "Raise the wall", "The wall stands from now on.");
  await expect(tomas.getByRole("region", { name: "Ethical wall: Hollis Whitaker" })).toContainText(
    "Once worked for the receiver.",
  );

  await expectNoCase(hollis, id);
  await visit(hollis, `/cases?q=${encodeURIComponent(title)}`);
  await expect(rows(hollis, "Cases")).toHaveCount(0);
});

test("a responsible attorney is not screened before another one is named", async ({ as, office }) => {
  const id = await office.openCase(unique("Whitcombe trust"), "tomas");
  const miriam = await as("miriam");
  await visit(miriam, `/cases/${id}/wall`);
  await miriam.getByLabel("Person").selectOption("Tomás Ferreira, responsible attorney here: name another first");
  await miriam.getByLabel("This case only").check();
  await miriam.getByLabel("Reason").fill("A relative is the trustee.");
  await button(miriam, "Raise the wall").click();
  await complains(miriam, "staff_id", /Name another one first\./);
  await expect(miriam.getByLabel("Reason")).toHaveValue("A relative is the trustee.");
});

for (const lifts of [true, false]) {
  test(`a wall is lifted by two: the deputy ${lifts ? "lifts it" : "lets it stand"}`, async ({ as, office }) => {
    const reason = unique("Once clerked for the other side.");
    const why = unique("The engagement ended.");
    const id = await office.openCase(unique("Sorensen patent"), "nkechi");
    await office.give(id, "leila", "view");
    await office.post("miriam", "walls/api/raise_on_case", {
      id,
      staff_id: await office.staff("leila"),
      scope: "case",
      reason,
    });
    const [miriam, nkechi, leila] = [await as("miriam"), await as("nkechi"), await as("leila")];
    const wall = (page: Page) => page.getByRole("main").locator("section.wall").filter({ hasText: reason });

    await visit(miriam, "/walls");
    await wall(miriam).getByRole("link", { name: "Ask to lift" }).click();
    await settled(miriam);
    await miriam.getByLabel("Why it can be lifted").fill(why);
    await act(miriam, "Ask to lift", "Asked. The wall stands until a second person confirms.");
    await expect(wall(miriam)).toContainText("waits for a second person");
    await expect(wall(miriam).getByRole("button")).toHaveCount(0);
    await expectNoCase(leila, id);

    await visit(nkechi, "/walls");
    await expect(nkechi.getByRole("region", { name: "Waiting for you" })).toContainText(why);
    await wall(nkechi).getByRole("button", { name: lifts ? "Lift the wall" : "Let it stand" }).click();
    await said(nkechi, lifts ? "The wall is lifted." : "The wall stands.");
    if (!lifts) return expectNoCase(leila, id);
    expect((await visit(leila, `/cases/${id}`)).status()).toBe(200);
    await visit(miriam, "/walls");
    await expect(rows(miriam, "Lifted walls").filter({ hasText: reason })).toContainText("Nkechi Obiora");
  });
}

test("whoever asked for a lifting cannot confirm it", async ({ as, office }) => {
  const reason = unique("A former associate.");
  const id = await office.openCase(unique("Amari zoning"), "nkechi");
  const staff_id = await office.staff("leila");
  await office.post("miriam", "walls/api/raise_on_case", { id, staff_id, scope: "case", reason });
  const miriam = await as("miriam");
  await visit(miriam, "/walls");
  const card = miriam.locator("section.wall").filter({ hasText: reason });
  const lift = (await card.getByRole("link", { name: "Ask to lift" }).getAttribute("href"))!;
  const wall = lift.split("/")[2]!;
  await office.post("miriam", "walls/api/ask_to_lift", { id: wall, reason: "Wanted soon." });
  await expect(office.post("miriam", "walls/api/decide", { id: wall, lift: "yes" })).rejects.toThrow(
    /answered 403.*second person has to confirm/,
  );
  await visit(miriam, "/walls");
  await expect(card).toContainText("waits for a second person");
});

test("the demo's wall around Nordhavn waits for the deputy, who lets it stand", async ({ as, office, js }) => {
  test.skip(!js, "there is one of it");
  const client = await office.client(NORDHAVN);
  const hollis = await as("hollis");
  expect((await visit(hollis, `/clients/${client}`)).status()).toBe(404);
  const nkechi = await as("nkechi");
  await visit(nkechi, "/walls");
  const card = nkechi
    .getByRole("region", { name: "Waiting for you" })
    .getByRole("region", { name: "Ethical wall: Hollis Whitaker" })
    .filter({ hasText: NORDHAVN });
  await expect(card).toContainText("The relative has left the company");
  await card.getByRole("button", { name: "Let it stand" }).click();
  await said(nkechi, "The wall stands.");
  await expect(card).toHaveCount(0);
  expect((await visit(hollis, `/clients/${client}`)).status()).toBe(404);
  await visit(hollis, `/clients?q=${NORDHAVN}`);
  await expect(rows(hollis, "Clients")).toHaveCount(0);
  await visit(hollis, "/cases?state=all&q=Nordhavn");
  await expect(rows(hollis, "Cases")).toHaveCount(0);
});
