import { spawn } from "node:child_process";
import { accessSync, chmodSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 40_000;

/// Starts the release binary as a demo on an empty folder, always the same office, and stops it by
/// its own pid. The office stands on the day of the run: its covers and grants end by the real clock. With PRIVITY_BIN unset it expects a server at PRIVITY_E2E_URL.
export default async function serve(): Promise<(() => Promise<void>) | undefined> {
  const url = process.env.PRIVITY_E2E_URL!;
  const binary = process.env.PRIVITY_BIN;
  if (!binary) {
    await ready(url, () => undefined);
    return undefined;
  }
  const folder = mkdtempSync(join(shelf(), "privity-e2e-"));
  // PostgreSQL's user must pass through when root runs this.
  chmodSync(folder, 0o711);
  const said = join(folder, "server.log");
  const log = openSync(said, "a");
  const options = ["--data", join(folder, "data"), "--port", new URL(url).port];
  const server = spawn(binary, ["demo", ...options, "--seed", "7"], {
    stdio: ["ignore", log, log],
    cwd: folder,
  });
  // where the demo's scanner would write
  process.env.PRIVITY_E2E_SCANS = join(folder, "data", "scans");
  let ended: string | undefined;
  server.on("error", (error) => (ended = error.message));
  server.on("exit", (code, signal) => (ended = `it ended with ${code ?? signal}`));

  const stop = async () => {
    const deadline = Date.now() + STOP_LIMIT_MS;
    server.kill("SIGINT");
    while (ended === undefined && Date.now() < deadline) await pause(50);
    if (ended === undefined) server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(url, () => ended);
  } catch (error) {
    const words = readFileSync(said, "utf8").split("\n").slice(-30).join("\n");
    await stop();
    throw new Error(`${(error as Error).message}\n${words}`);
  }
  return stop;
}

/// In memory where that can be had: the office is gone with the run.
function shelf(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    return tmpdir();
  }
}

async function ready(url: string, ended: () => string | undefined): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    const why = ended();
    if (why !== undefined) throw new Error(`The server did not start: ${why}. It said:`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error(`No answer from ${url}/readyz within ${START_LIMIT_MS / 1000} s.`);
}
