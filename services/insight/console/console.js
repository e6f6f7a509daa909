// The console: a wallboard and cases, from /v1/wallboard, /v1/cases and /v1/watch. What comes from
// the mesh is put into the page as text alone, never as HTML.
'use strict';

const LATEST_MAX = 60;
const LATEST_AT_START = 25;
const TIMELINE_MAX = 500;
const REFRESH_MS_MIN = 1500;
const REFRESH_MS_MAX = 15000;

const tenant = new URLSearchParams(location.search).get('tenant') || '';
const at = (id) => document.getElementById(id);
let clockAhead = 0;  // mesh time less this machine's, in ms
let newest = 0;
let paused = false;
let refreshAt = 0;
let refreshing = false;

// --- making of the page ------------------------------------------------------------------------

// An element with attributes, and children that are elements or text.
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ''));
  return element;
}

// Replaces what is in an element; whoever stands in it with the keyboard stays there.
function fill(id, ...children) {
  const places = () => [...at(id).querySelectorAll('a, summary')];
  const stood = places().indexOf(document.activeElement);
  at(id).replaceChildren(...children);
  if (stood >= 0 && places()[stood]) {
    places()[stood].focus({preventScroll: true});
  }
}

function caseLink(id) {
  return make('a', {href: '#case/' + encodeURIComponent(id)}, id);
}

// `rows` of cells; a number is set to the right.
function table(heads, rows, empty) {
  if (rows.length === 0) {
    return make('p', {class: 'empty'}, empty);
  }
  const numeric = rows[0].map((cell) => typeof cell === 'number');
  const kind = (index) => (numeric[index] ? {class: 'number'} : {});
  const cells = (row) => row.map((cell, index) => make('td', kind(index), asNode(cell)));
  return make('table', {},
    make('thead', {}, make('tr', {}, ...heads.map(
      (head, index) => make('th', {scope: 'col', ...kind(index)}, head)))),
    make('tbody', {}, ...rows.map((row) => make('tr', {}, ...cells(row)))));
}

function asNode(cell) {
  return cell instanceof Node ? cell : String(cell);
}

function facts(id, pairs) {
  fill(id, ...pairs.filter(([, value]) => value !== '' && value !== undefined).map(
    ([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, asNode(value)))));
}

// --- time --------------------------------------------------------------------------------------

function meshNow() {
  return Date.now() + clockAhead;
}

function span(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']];
  const first = parts.findIndex(([size]) => seconds >= size);
  return parts.slice(first < 0 ? 3 : first).slice(0, 2).map(
    ([size, unit], index) => (index === 0 ? Math.floor(seconds / size)
      : Math.floor(seconds / size) % (size === 3600 ? 24 : 60)) + unit).join(' ');
}

function clockTime(instant) {
  const date = new Date(instant);
  const today = date.toDateString() === new Date(meshNow()).toDateString();
  const time = date.toLocaleTimeString([], {hour12: false});
  return today ? time : date.toLocaleDateString() + ' ' + time;
}

function timeOf(instant, text) {
  return make('time', {datetime: instant, title: instant}, text || clockTime(instant));
}

// How long until or since an instant; runs on by itself.
function running(instant, kind) {
  const element = timeOf(instant, ' ');
  element.dataset.runs = kind;
  tick(element);
  return element;
}

function tick(element) {
  const left = Date.parse(element.getAttribute('datetime')) - meshNow();
  if (element.dataset.runs === 'due') {
    element.textContent = left >= 0 ? 'in ' + span(left) : span(left) + ' late';
    element.className = left < 0 ? 'bad' : left < 60000 ? 'warn' : '';
  } else {
    element.textContent = span(left);
  }
}

// --- wallboard ---------------------------------------------------------------------------------

function figure(name, value, kind) {
  return make('div', {}, make('dt', {}, name),
    make('dd', kind ? {class: kind} : {}, String(value)));
}

function sum(list, field) {
  return list.reduce((total, one) => total + Number(one[field] || 0), 0);
}

function showFigures(board) {
  const open = sum(board.escalations || [], 'open');
  const unseen = sum(board.escalations || [], 'unacknowledged');
  const waiting = sum(board.queues || [], 'depth');
  const missed = Number(board.clocks_breached || 0);
  fill('figures',
    figure('Open cases', board.open_cases || 0),
    figure('Open escalations', open),
    figure('Nobody has answered', unseen, unseen ? 'warn' : ''),
    figure('Wait for a person', waiting, waiting ? 'warn' : ''),
    figure('Missed and still open', missed, missed ? 'bad' : ''));
  const spoken = open + ' escalations open, ' + unseen + ' not answered, ' + missed +
    ' clocks missed';
  if (at('spoken').textContent !== spoken) {
    at('spoken').textContent = spoken;
  }
}

function clockRows(clocks) {
  return (clocks || []).map((one) => [caseLink(one.case_id), one.clock + ' ' + (one.target || ''),
    running(one.due_at, 'due')]);
}

// Shows the board; what is to be said of it.
function showBoard(board) {
  clockAhead = board.now ? Date.parse(board.now) - Date.now() : 0;
  showFigures(board);
  fill('escalations', table(['Team', 'Level', 'Open', 'Not answered', 'Oldest'],
    (board.escalations || []).map((one) => [one.team, one.level || 0, Number(one.open),
      Number(one.unacknowledged || 0), running(one.oldest_opened_at, 'since')]),
    'No escalation is open.'));
  fill('queues', table(['Team', 'Waiting', 'Oldest waits'],
    (board.queues || []).map((one) => [one.team, Number(one.depth),
      running(one.oldest_since, 'since')]), 'Nobody waits.'));
  fill('people', table(['Person', 'Team', 'Has', 'Of'],
    (board.people || []).map((one) => [one.presence === 'present' ? one.person
      : one.person + ' (' + one.presence + ')', one.team, Number(one.load || 0),
    one.capacity || 0]), 'Nobody has come yet.'));
  fill('breached', table(['Case', 'Clock', 'Since'], clockRows(board.breached), 'None.'));
  fill('due', table(['Case', 'Clock', 'Due'], clockRows(board.due), 'No clock runs.'));
  at('policy').textContent = board.policy
    ? 'Decided by policy ' + board.policy.slice(0, 12) : 'Nothing is decided yet.';
  at('policy').title = board.policy || '';
  const left = Number(board.open_cases || 0) - Number(board.cases_read || 0);
  return left > 0 ? 'Escalations and clocks of the oldest ' + board.cases_read +
    ' open cases are shown; ' + left + ' more are open.' : '';
}

function showEvent(item) {
  const whose = item.what.startsWith('team_presence') ? item.case_id : caseLink(item.case_id);
  const line = make('p', {}, whose, ' ' + (item.text || ''));
  at('latest').prepend(make('li', {}, timeOf(item.at), line));
  while (at('latest').childElementCount > LATEST_MAX) {
    at('latest').lastElementChild.remove();
  }
}

// --- one case ----------------------------------------------------------------------------------

function clockCard(clock) {
  const due = clock.verdict === 'running' || clock.verdict === 'overdue'
    ? make('p', {}, 'due ', timeOf(clock.due_at), ', ', running(clock.due_at, 'due'))
    : make('p', {}, clock.due_at ? 'due ' : '', clock.due_at ? timeOf(clock.due_at) : '');
  const kinds = {met: 'good', breached: 'bad', overdue: 'bad'};
  const card = make('div', {}, make('p', {}, make('strong', {}, clock.clock), ' ',
    clock.target || '', ': ', make('span', {class: kinds[clock.verdict] || ''}, clock.verdict)),
  make('p', {class: 'soft'}, 'started ', timeOf(clock.started_at),
    clock.stopped_at ? ', stopped ' : '', clock.stopped_at ? timeOf(clock.stopped_at) : ''), due);
  if ((clock.explanation || []).length > 0) {
    card.append(make('details', {}, make('summary', {}, 'Why this instant'),
      make('pre', {}, clock.explanation.join('\n'))));
  }
  return card;
}

function escalationCard(one) {
  const steps = [['opened', one.opened_at], ['asked', one.assigned_at],
    ['answered', one.acknowledged_at], ['accepted', one.accepted_at],
    ['resolved', one.resolved_at], ['withdrawn', one.withdrawn_at]];
  const lines = [
    (one.automatic ? 'automatic ' : '') + (one.type || '') + ', rule ' + (one.rule || 'none'),
    (one.causes || []).join(', '),
    one.person ? 'with ' + one.person : '',
    one.note_missing ? 'The handover has no note.' : '',
    one.issue ? '“' + one.issue + '”' : '',
    one.outcome ? 'Outcome: ' + one.outcome + (one.note ? ' (' + one.note + ')' : '') : ''];
  return make('div', {},
    make('p', {}, make('strong', {}, one.team || ''), ' level ' + (one.level || 0) + ': ',
      make('span', {class: one.status === 'resolved' ? 'good' : ''}, one.status || '')),
    ...lines.filter(Boolean).map((line) => make('p', {}, line)),
    one.repeat_of ? make('p', {}, 'The same customer again: an escalation of case ',
      caseLink(one.repeat_of_case_id), ' was before it.') : null,
    make('p', {class: 'soft'}, ...steps.filter(([, instant]) => instant).flatMap(
      ([name, instant], index) => [(index ? ', ' : '') + name + ' ', timeOf(instant)])));
}

function similarCard(one) {
  const resolved = one.resolved || {};
  return make('div', {}, make('p', {}, caseLink(resolved.case_id || ''), ': ',
    resolved.outcome || '', resolved.note ? ' (' + resolved.note + ')' : ''),
  make('p', {class: 'soft'}, (one.reasons || []).join('; ')));
}

function timelineLine(item) {
  return make('li', {}, timeOf(item.at), make('div', {},
    make('p', {}, make('strong', {}, item.what || ''), ' ' + (item.text || '')),
    make('p', {class: 'soft'}, 'by ' + (item.cause || 'nothing') + ', ' + (item.position || ''))));
}

function percent(share) {
  return Math.round((share || 0) * 100) + ' %';
}

function showCase(view) {
  at('case-title').textContent = 'Case ' + view.case_id;
  facts('facts', [['Status', view.status], ['Priority', view.priority], ['Channel', view.channel],
    ['Customer', view.customer_id], ['Agent', view.agent], ['Answers for it', view.owner],
    ['Wants', view.intent ? view.intent + ' (' + percent(view.intent_confidence) + ')' : ''],
    ['Mood, −1 to 1', (view.sentiment || 0).toFixed(2)], ['Risk', percent(view.risk) +
      ((view.risk_reasons || []).length ? ': ' + view.risk_reasons.join('; ') : '')]]);
  const none = (text) => make('p', {class: 'empty'}, text);
  const cards = (list, card, text) => (list && list.length ? list.map(card) : [none(text)]);
  // What is unfolded stays so.
  const unfolded = [...at('clocks').querySelectorAll('details')].map((one) => one.open);
  fill('clocks', ...cards(view.clocks, clockCard, 'No clock was started.'));
  at('clocks').querySelectorAll('details').forEach((one, index) => {
    one.open = Boolean(unfolded[index]);
  });
  fill('case-escalations', ...cards(view.escalations, escalationCard, 'None.'));
  at('similar-section').hidden = !(view.similar && view.similar.length);
  fill('similar', ...(view.similar || []).map(similarCard));
  const timeline = view.timeline || [];
  fill('timeline', ...timeline.slice(-TIMELINE_MAX).map(timelineLine));
  if (timeline.length > TIMELINE_MAX) {
    at('timeline').prepend(make('li', {}, '', none((timeline.length - TIMELINE_MAX) +
      ' older entries: escalon case ' + view.case_id)));
  }
}

// --- what is shown, and when it is asked for ---------------------------------------------------

function say(text) {
  if (at('notice').textContent !== text) {
    at('notice').textContent = text;
    at('notice').hidden = text === '';
  }
}

function shownCase() {
  try {
    return location.hash.startsWith('#case/') ? decodeURIComponent(location.hash.slice(6)) : '';
  } catch {
    return location.hash.slice(6);  // written by hand
  }
}

async function ask(path) {
  const answer = await fetch(path + '?tenant=' + encodeURIComponent(tenant));
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(body.error ? body.error.message : path + ' answers ' + answer.status);
  }
  return body;
}

async function refresh() {
  const id = shownCase();
  try {
    const board = await ask('/v1/wallboard');
    const message = showBoard(board);
    watch(Number(board.newest_entry || 0));
    const view = id ? await ask('/v1/cases/' + encodeURIComponent(id)) : null;
    if (view && id === shownCase()) {
      showCase(view);
    }
    say(message);
  } catch (error) {
    say(error instanceof TypeError ? 'The mesh does not answer; it is asked again.'
      : error.message);
  }
}

function refreshSoon() {
  refreshAt = Math.min(refreshAt, Date.now() + REFRESH_MS_MIN);
}

async function everySecond() {
  document.querySelectorAll('[data-runs]').forEach(tick);
  if (Date.now() >= refreshAt && !refreshing && !document.hidden) {
    refreshing = true;
    refreshAt = Date.now() + REFRESH_MS_MAX;
    await refresh();
    refreshing = false;
  }
}

let events = null;
function watch(entry) {
  if (events !== null || entry === 0) {
    return;
  }
  const after = Math.max(1, entry - LATEST_AT_START);
  events = new EventSource('/v1/watch?after=' + after + '&tenant=' +
                           encodeURIComponent(tenant || 'default'));
  events.onopen = () => live(true);
  events.onerror = () => {
    live(false);
    events.close();  // a browser would begin where this stream began; the next refresh begins anew
    events = null;
  };
  events.onmessage = (message) => {
    const item = JSON.parse(message.data);
    if (Number(item.entry) > newest) {  // a stream that comes back begins some entries earlier
      newest = Number(item.entry);
      if (!paused) {
        showEvent(item);
      }
      refreshSoon();
    }
  };
}

function live(on) {
  at('live').textContent = on ? 'Live' : 'Not connected, tries again';
  at('live').className = on ? 'on' : 'off';
}

function route() {
  const id = shownCase();
  at('wall').hidden = id !== '';
  at('case').hidden = id === '';
  at('case-id').value = id;
  document.title = id ? id + ' – Escalon' : 'Escalon';
  say('');
  if (id) {
    at('case-title').textContent = 'Case ' + id;
    ['facts', 'clocks', 'case-escalations', 'similar', 'timeline'].forEach((part) => fill(part));
    at('case-title').focus();
  }
  refreshAt = 0;
  everySecond();
}

at('find').addEventListener('submit', (event) => {
  event.preventDefault();
  const hash = at('case-id').value ? '#case/' + encodeURIComponent(at('case-id').value) : '#wall';
  if (at('tenant').value === tenant) {
    location.hash = hash;
  } else {
    location.href = '?tenant=' + encodeURIComponent(at('tenant').value) + hash;
  }
});
at('pause').addEventListener('click', () => {
  paused = !paused;
  at('pause').setAttribute('aria-pressed', String(paused));
});
window.addEventListener('hashchange', route);
at('tenant').value = tenant;
route();
setInterval(everySecond, 1000);
