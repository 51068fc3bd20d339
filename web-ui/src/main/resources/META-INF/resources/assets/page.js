// The plain page of a node: what anyone may see of its log, and a search for those who have a key.
// The key lives in the form field alone: no storage, no cookie, no address.

const byId = (id) => document.getElementById(id);

function say(id, text, wrong = false) {
  const place = byId(id);
  place.textContent = text;
  place.classList.toggle('wrong', wrong);
}

async function showLog() {
  const answer = await fetch('/log/checkpoint');
  if (!answer.ok) {
    throw new Error(`the checkpoint could not be read (${answer.status})`);
  }
  const note = await answer.text();
  // c2sp.org/tlog-checkpoint: origin, size, root, each on a line.
  const [origin, size, root] = note.split('\n');
  byId('size').textContent = Number(size).toLocaleString();
  byId('root').textContent = root;
  byId('origin').textContent = origin;
  byId('checkpoint').textContent = note;
}

async function showOrganisation() {
  const answer = await fetch('/about');
  if (!answer.ok) {
    throw new Error(`this node does not say who it is (${answer.status})`);
  }
  const { did } = await answer.json();
  const link = Object.assign(document.createElement('a'), {
    href: `/1.0/identifiers/${encodeURIComponent(did)}`,
    textContent: did,
  });
  byId('did').replaceChildren(link);
}

/** Terms are shown short: the last part of a URI or URN is the word that people use. */
function short(term) {
  return term === undefined ? '' : String(term).replace(/^.*[/:#]/, '');
}

function row(event) {
  const cells = [
    event.eventTime,
    short(event.type),
    short(event.bizStep),
    short(event.disposition),
    event.bizLocation?.id ?? event.readPoint?.id ?? '',
    event.errorDeclaration ? `${event.eventID} (declared wrong)` : event.eventID,
  ];
  const tr = document.createElement('tr');
  for (const text of cells) {
    tr.append(Object.assign(document.createElement('td'), { textContent: text ?? '' }));
  }
  return tr;
}

function nextPage(answer) {
  return /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('Link') ?? '')?.[1];
}

async function load(address, key, append) {
  say('search-state', 'Searching…');
  const answer = await fetch(address, {
    headers: { Authorization: `Bearer ${key}`, Accept: 'application/json' },
  });
  const body = await answer.json();
  if (!answer.ok) {
    const where = (body.errors ?? []).map((error) => `${error.pointer} ${error.detail}`).join('; ');
    throw new Error([body.title, body.detail, where].filter(Boolean).join(': '));
  }
  const events = body.epcisBody?.queryResults?.resultsBody?.eventList ?? [];
  if (!append) {
    byId('rows').replaceChildren();
  }
  byId('rows').append(...events.map(row));
  const shown = byId('rows').childElementCount;
  byId('found').hidden = shown === 0;
  say('search-state', shown === 0 ? 'No event names it.' : `${shown} events.`);
  const next = nextPage(answer);
  byId('more').hidden = next === undefined;
  byId('more').onclick = next && (() => guarded('search-state', () => load(next, key, true)));
}

async function guarded(place, work) {
  try {
    await work();
  } catch (error) {
    say(place, error.message, true);
  }
}

byId('search').addEventListener('submit', (submitted) => {
  submitted.preventDefault();
  const query = new URLSearchParams({
    MATCH_anyEPC: byId('identifier').value.trim(),
    orderBy: 'eventTime',
    perPage: '50',
  });
  guarded('search-state', () => load(`/epcis/events?${query}`, byId('key').value.trim(), false));
});

guarded('log-state', showLog);
guarded('log-state', showOrganisation);
