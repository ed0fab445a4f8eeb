import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const PATIENCE_MS = 15_000;
const SETTLES_MS = 400;

/// Lynx in a terminal: a browser that shows text and knows no script, no style and no picture. It is steered as a
/// person would: from one link or field to the next, and Enter.
export class Lynx {
  readonly #home = mkdtempSync(join(tmpdir(), "privity-lynx-"));
  /// The number of the first link or line of a field, for each stop of the Tab key on this page.
  #stops: number[] = [];
  /// The stop it stands on.
  #at = 0;

  private constructor() {}

  static async open(url: string): Promise<Lynx> {
    const lynx = new Lynx();
    const browser = `HOME=${lynx.#home} TERM=screen lynx -number_fields -accept_all_cookies -nocolor -nopause ${url}`;
    await lynx.#tmux("-f", "/dev/null", "new-session", "-d", "-x", "160", "-y", "500", "-s", "lynx", `cd ${lynx.#home} && ${browser}`);
    return lynx;
  }

  async close(): Promise<void> {
    await this.#tmux("kill-server").catch(() => undefined);
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #tmux(...args: string[]): Promise<string> {
    return (await run("tmux", ["-S", join(this.#home, "tmux"), ...args])).stdout;
  }

  /// What is on the screen, its line breaks and blanks as one blank.
  async text(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p", "-J", "-t", "lynx")).replace(/\s+/g, " ");
  }

  async #keys(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", "-t", "lynx", ...keys);
  }

  /// Waits for words to come.
  async reads(words: string | RegExp): Promise<string> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const text = await this.text();
      if (typeof words === "string" ? text.includes(words) : words.test(text)) return text;
      if (Date.now() > end) throw new Error(`Never came: ${words}. There stands: ${text}`);
      await pause(100);
    }
  }

  /// Goes to the link or button of these words, or to the field after them.
  async #to(words: string): Promise<void> {
    const text = await this.reads(words);
    const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const number =
      text.match(new RegExp(`\\[(\\d+)\\](?:\\w+\\) )?${escaped}`)) ?? text.match(new RegExp(`${escaped} ?\\[(\\d+)\\]`));
    if (number === null) throw new Error(`No link, button or field: ${words}. There stands: ${text}`);
    if (this.#stops.length === 0) this.#stops = stops(text);
    const steps = this.#stops.indexOf(Number(number[1])) - this.#at;
    for (let n = 0; n < Math.abs(steps); n++) await this.#keys(steps > 0 ? "Tab" : "BTab");
    this.#at += steps;
  }

  async fill(field: string, value: string): Promise<void> {
    await this.#to(field);
    await this.#keys("-l", value);
  }

  /// Takes the next of the choices a field offers.
  async choose(field: string): Promise<void> {
    await this.#to(field);
    await this.#keys("Enter");
    await pause(SETTLES_MS);
    await this.#keys("Down", "Enter");
    await pause(SETTLES_MS);
  }

  /// Names a file, made for that, in a field for files.
  async attach(field: string, name: string, says: string): Promise<void> {
    const path = join(this.#home, name);
    writeFileSync(path, says);
    await this.fill(field, path);
  }

  /// Follows a link or presses a button, and waits for what comes then.
  async press(words: string, then: string | RegExp): Promise<string> {
    await this.#to(words);
    await this.#keys("Enter");
    const text = await this.reads(then);
    // keys that come before it has settled are thrown away
    await pause(SETTLES_MS);
    [this.#stops, this.#at] = [[], 0];
    return text;
  }

  /// Takes what a link leads to to the disk.
  async download(words: string): Promise<{ name: string; bytes: Buffer }> {
    await this.#to(words);
    await this.#keys("d");
    await this.reads("Save to disk");
    await this.#keys("Enter");
    await this.reads("Enter a filename:");
    await this.#keys("Enter");
    await this.reads("Download Options");
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const name = readdirSync(this.#home).find((name) => !name.startsWith(".") && name !== "tmux");
      const bytes = name === undefined ? undefined : readFileSync(join(this.#home, name));
      if (bytes !== undefined && bytes.length > 0) {
        rmSync(join(this.#home, name!));
        await this.#keys("Left");
        await pause(SETTLES_MS);
        return { name: name!, bytes };
      }
      if (Date.now() > end) throw new Error(`Nothing was saved. There stands: ${await this.text()}`);
      await pause(100);
    }
  }
}

/// The lines of one field have a number each, and are one stop.
function stops(text: string): number[] {
  const found: number[] = [];
  let end = 0;
  for (const mark of text.matchAll(/\[(\d+)\]/g)) {
    const between = text.slice(end, mark.index);
    end = mark.index + mark[0].length;
    if (found.length > 0 && /^[_ ]*_[_ ]*$/.test(between)) continue;
    found.push(Number(mark[1]));
  }
  return found;
}
