import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/// A calendar program of somebody's: `vdirsyncer` fetches from an address, and `khal` reads what it kept.
export class CalendarProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), "privity-calendar-"));
  readonly #calendar = join(this.#folder, "calendars", "office");

  constructor(address: string) {
    mkdirSync(this.#calendar, { recursive: true });
    this.#write("vdirsyncer", [
      "[general]",
      `status_path = "${join(this.#folder, "status")}"`,
      "[pair office]",
      'a = "here"',
      'b = "there"',
      "collections = null",
      'conflict_resolution = "b wins"',
      "[storage here]",
      'type = "filesystem"',
      `path = "${this.#calendar}"`,
      'fileext = ".ics"',
      "[storage there]",
      'type = "http"',
      `url = "${address}"`,
    ]);
    this.#write("khal", [
      "[calendars]",
      "[[office]]",
      `path = ${this.#calendar}`,
      "[locale]",
      "local_timezone = America/New_York",
      "default_timezone = America/New_York",
      "dateformat = %Y-%m-%d",
      "longdateformat = %Y-%m-%d",
      "datetimeformat = %Y-%m-%d %H:%M",
      "longdatetimeformat = %Y-%m-%d %H:%M",
      "timeformat = %H:%M",
      "[sqlite]",
      `path = ${join(this.#folder, "khal.db")}`,
    ]);
  }

  /// Fetches anew. It fails with what the program says where the address does not answer.
  async fetch(): Promise<void> {
    const config = ["-c", join(this.#folder, "vdirsyncer")];
    await this.#run("vdirsyncer", [...config, "discover", "office"]);
    await this.#run("vdirsyncer", [...config, "sync", "--force-delete", "office"]);
  }

  /// A line for each event of a day: from, until and title.
  async day(day: string): Promise<string[]> {
    const config = ["--no-color", "-c", join(this.#folder, "khal")];
    const format = ["--format", "{start-time}-{end-time} {title}", "--day-format", ""];
    const listed = await this.#run("khal", [...config, "list", ...format, day, "1d"]);
    return listed.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  }

  /// All that it kept, as it came.
  kept(): string {
    return readdirSync(this.#calendar).map((file) => readFileSync(join(this.#calendar, file), "utf8")).join("\n");
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(name: string, lines: string[]): void {
    writeFileSync(join(this.#folder, name), lines.join("\n"));
  }

  async #run(program: string, options: string[]): Promise<string> {
    const cache = process.env.PRIVITY_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "privity");
    const path = join(cache, "tools", "calendars", "bin", program);
    const { stdout } = await run(path, options, { env: { ...process.env, HOME: this.#folder } });
    return stdout;
  }
}
