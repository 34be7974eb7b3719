// Lighthouse on pages of a site: `lighthouse.mjs NODE_MODULES CHROME URL...` prints a line of JSON for each page.
//
// A page is loaded at full speed, and from that a telephone is simulated when the page is audited.  By default it is
// taken to be four times slower than this machine, whatever this machine is; here, as slow as it is.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, chrome, ...urls] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(createRequire(`${modules}/`).resolve(name)));
const { startFlow, auditFlowArtifacts } = await load("lighthouse");
const { pageFunctions } = await load("lighthouse/core/lib/page-functions.js");
const { default: puppeteer } = await load("puppeteer-core");

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const METRICS = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
const config = { extends: "lighthouse:default", settings: { onlyCategories: CATEGORIES, disableFullPageScreenshot: true } };

/**
 * How many times slower the telephone is than a machine of a benchmark index, by the points of the calculator that
 * Lighthouse's docs/throttling.md refers to: 1x at 150, 2x at 800, 3x at 1300, and the default of 4x at 1533.
 */
function slowdown(index) {
  if (index < 800) return Math.max(1, 1 + (index - 150) / 650);
  if (index < 1300) return 2 + (index - 800) / 500;
  return 3 + (index - 1300) / 233;
}

/** What a page does while it is loaded by a browser that has compiled and kept nothing of it. */
async function gather(browser, url) {
  const page = await browser.newPage();
  const flow = await startFlow(page, { config });
  await flow.navigate(url);
  const [step] = (await flow.createArtifactsJson()).gatherSteps;
  // other programs may have run during one of the two: the faster one is nearer to what the machine can do
  const index = Math.max(step.artifacts.BenchmarkIndex, await page.evaluate(pageFunctions.computeBenchmarkIndex));
  await page.close();
  const throttling = { ...step.artifacts.settings.throttling, cpuSlowdownMultiplier: slowdown(index) };
  const settings = { ...step.artifacts.settings, throttling };
  return { ...step, artifacts: { ...step.artifacts, BenchmarkIndex: index, settings }, flags: { ...step.flags, throttling } };
}

/** The same as if nothing else had run: each task is as long as the processor was busy with it, which Chromium notes. */
function alone(step) {
  const trace = step.artifacts.Trace;
  const tasks = new Map(); // the outermost one by thread
  const events = [...trace.traceEvents].sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0)).map((event) => {
    const thread = `${event.pid} ${event.tid}`;
    const task = tasks.get(thread);
    if (task && event.ts < task.ts + task.dur) return shorter(event, task);
    if (event.name !== "RunTask" || !event.dur || event.tdur === undefined) return event;
    tasks.set(thread, event);
    return shorter(event, event);
  });
  return { ...step, artifacts: { ...step.artifacts, Trace: { ...trace, traceEvents: events } } };
}

function shorter(event, task) {
  const share = Math.min(1, task.tdur / task.dur);
  const ts = task.ts + (event.ts - task.ts) * share;
  return event.dur === undefined ? { ...event, ts } : { ...event, ts, dur: event.dur * share };
}

async function audit(step) {
  const { steps } = await auditFlowArtifacts({ gatherSteps: [step] }, config);
  return steps[0].lhr;
}

const score = (lhr, name) => Math.round(100 * lhr.categories[name].score);
const browser = await puppeteer.launch({ executablePath: chrome, args: FLAGS });
const steps = [];
for (const url of urls) steps.push(await gather(browser, url));
await browser.close();

for (const step of steps) {
  const lhr = await audit(step);
  const report = {
    url: lhr.finalDisplayedUrl,
    scores: Object.fromEntries(CATEGORIES.map((name) => [name, score(lhr, name)])),
    alone: score(lhr, "performance") < 100 ? score(await audit(alone(step)), "performance") : 100,
    metrics: Object.fromEntries(METRICS.map((name) => [name, lhr.audits[name].displayValue])),
    machine: { index: lhr.environment.benchmarkIndex, slowdown: lhr.configSettings.throttling.cpuSlowdownMultiplier },
  };
  console.log(JSON.stringify(report));
}
