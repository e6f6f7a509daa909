// Timers by BullMQ: `node peer.js arm|cancel|work PORT QUEUE COUNT …`. Prints a JSON object.
'use strict';
const {Queue, Worker} = require('bullmq');

const BULK = 1000;
const now = () => performance.timeOrigin + performance.now();  // ms, with a fraction
const [, , command, port, name, countText, ...more] = process.argv;
const count = Number(countText);
const connection = {host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null};

function percentiles(values) {
  const sorted = Float64Array.from(values).sort();
  const at = part => sorted.length === 0 ? 0 : sorted[Math.max(Math.ceil(part * sorted.length), 1) - 1];
  return {p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1)};
}

// arm PORT QUEUE COUNT FIRST_DUE_MS RATE PAYLOAD_BYTES: all due at once where the rate is 0.
async function arm(firstDue, rate, payload) {
  const queue = new Queue(name, {connection});
  const pad = 'x'.repeat(payload);
  const began = now();
  for (let from = 0; from < count; from += BULK) {
    const jobs = [];
    for (let i = from; i < Math.min(from + BULK, count); ++i) {
      const due = Math.floor(firstDue + (rate > 0 ? 1000 * i / rate : 0));
      jobs.push({name: 't', data: {due, pad},
                 opts: {jobId: `t-${i}`, delay: Math.max(due - Date.now(), 0),
                        removeOnComplete: true}});
    }
    await queue.addBulk(jobs);
  }
  console.log(JSON.stringify({arm_per_second: 1000 * count / (now() - began)}));
  await queue.close();
}

// cancel PORT QUEUE COUNT SHARE
async function cancel(share) {
  const queue = new Queue(name, {connection});
  const began = now();
  let cancelled = 0;
  for (let from = 0; from < count; from += BULK) {
    const removals = [];
    for (let i = from; i < Math.min(from + BULK, count); ++i) {
      if (i % 100 < 100 * share) removals.push(queue.remove(`t-${i}`));
    }
    await Promise.all(removals);
    cancelled += removals.length;
  }
  console.log(JSON.stringify({cancelled, cancel_per_second: 1000 * cancelled / (now() - began)}));
  await queue.close();
}

// work PORT QUEUE COUNT CONCURRENCY PATIENCE_SECONDS: until COUNT have fired.
async function work(concurrency, patience) {
  const lateness = [];
  const seen = new Set();
  let twice = 0, early = 0, first = Infinity, last = 0, heard = now();
  const worker = new Worker(name, async job => {
    const at = now();
    heard = last = at;
    if (seen.has(job.id)) ++twice;
    seen.add(job.id);
    first = Math.min(first, job.data.due);
    if (at < job.data.due) ++early;
    lateness.push(at - job.data.due);
  }, {connection, concurrency});
  await worker.waitUntilReady();
  console.log('ready');
  while (lateness.length < count && now() - heard < 1000 * patience) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  console.log(JSON.stringify({
    fired: seen.size, missing: count - seen.size, twice, early,
    fire_per_second: 1000 * seen.size / (last - first), accepted_ms: percentiles(lateness)}));
  await worker.close(true);
}

const commands = {arm, cancel, work};
commands[command](...more.map(Number)).then(() => process.exit(0), error => {
  console.error(error);
  process.exit(1);
});
