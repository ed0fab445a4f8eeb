import { CalendarProgram } from "../support/calendars.ts";
import { act, button, complains, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

test("a calendar program reads the address one gave out, until it is ended", async ({ as, office, baseURL }) => {
  const owner = await office.staff("nkechi");
  const [before, after] = [unique("Before"), unique("After")];
  const day = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
  const at = (title: string, starts: string, ends: string) =>
    office.appointment("nkechi", { title, date: day, starts, ends, owner, anyway: "on" });
  const nkechi = await as("nkechi");
  await visit(nkechi, "/account/calendars");
  await button(nkechi, "Make an address").click();
  await complains(nkechi, "name", /./);
  await settled(nkechi);
  const name = unique("Laptop");
  await nkechi.getByLabel("For which program").fill(name);
  await nkechi.getByLabel("Everything you may read").check();
  await act(nkechi, "Make an address", "The address is made. Copy it into the other program.");
  const row = nkechi.getByRole("listitem").filter({ hasText: name });
  const address = await row.getByLabel("Address").inputValue();

  const program = new CalendarProgram(new URL(new URL(address).pathname, baseURL).href);
  try {
    await at(before, "09:00", "10:00");
    await program.fetch();
    expect((await program.day(day)).filter((line) => line.includes(before))).toEqual([expect.stringContaining("09:00-10:00")]);
    const id = await at(after, "11:00", "12:00");
    await program.fetch();
    expect((await program.day(day)).join("\n")).toContain(after);
    // called off here is gone there
    await office.post("nkechi", "appointments/api/cancel", { id, by: "office", reason: "", scope: "", revision: "1" });
    await program.fetch();
    expect((await program.day(day)).join("\n")).toContain(before);
    expect(program.kept()).not.toContain(after);

    await visit(nkechi, "/account/calendars");
    await act(nkechi, `End “${name}”`, "Ended. The address shows nothing any more.");
    await expect(program.fetch()).rejects.toThrow(/404|Not Found/i);
  } finally {
    program.close();
  }
});
