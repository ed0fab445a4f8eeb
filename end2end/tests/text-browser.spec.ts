import { Lynx } from "../support/lynx.ts";
import { CODE, newest, somebody } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

test("everything in the portal is done in a browser that shows text alone", async ({ as, guest, baseURL }) => {
  test.setTimeout(180_000);
  const [door, partner] = [await guest(), await as("miriam")];
  const person = await somebody(door, 2);
  const lynx = await Lynx.open(`${baseURL}/portal/sign-in`);
  try {
    await lynx.reads("E-mail address");
    await lynx.fill("E-mail address", person.email);
    await lynx.press("Send me a code", "Enter the code");
    await lynx.fill("Code", await newest(partner, person.email, CODE));
    await lynx.press("Sign in", `Hello, ${person.name.split(" ")[0]}`);

    await test.step("an appointment", async () => {
      await lynx.press("Appointments", "With ");
      const ics = await lynx.download("Put it in my calendar");
      expect(ics.bytes.toString()).toContain("BEGIN:VCALENDAR");
      await lynx.reads("Yes, I’ll be there");
      await lynx.press("Yes, I’ll be there", "You confirmed it.");
    });

    await test.step("an invoice", async () => {
      await lynx.press("Invoices", /Invoice \d+, .* left to pay/);
      const [title] = (await lynx.text()).match(/Invoice \d+, \S+ left to pay/)!;
      const shown = await lynx.press(title, "What it is for");
      const pdf = await lynx.download("Download as PDF");
      expect(pdf.bytes.subarray(0, 5).toString()).toBe("%PDF-");
      // a second try finds that it was said
      if (!shown.includes("You told us that something is wrong")) {
        await lynx.press("Something is wrong with it", "In your own words");
        await lynx.fill("In your own words", "We agreed on another hour.");
        await lynx.press("Send", "is not asked for until we have answered you");
      }
    });

    await test.step("a message", async () => {
      await lynx.press("Messages", "Write to us");
      await lynx.press("Write to us", "What is it about?");
      await lynx.fill("What is it about?", "The hearing");
      await lynx.fill("Your message", "May I bring my sister?");
      await lynx.press("Send", "May I bring my sister?");
    });

    await test.step("a file", async () => {
      await lynx.press("Home", "Hello");
      await lynx.press("Send us something", "Send something else");
      await lynx.choose("For which case?");
      await lynx.attach("Files", "Receipt.txt", "Paid on the third of May.");
      await lynx.press("Send", "Receipt.txt");
    });

    await test.step("oneself", async () => {
      await lynx.press("You", person.email);
      await lynx.press("Change how we reach you", "What suits you best?");
      await lynx.press("Save", "Saved. We keep to it from now on.");
      await lynx.press("Sign out", "You are signed out");
    });
  } finally {
    await lynx.close();
  }
});
