// Shows /v1/openapi.json: one section for each tag, one entry for each operation.
'use strict';

const style = new CSSStyleSheet();
style.replaceSync(`
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  details { border: 1px solid #8886; border-radius: .5rem; margin: .5rem 0; padding: .5rem 1rem; }
  summary { cursor: pointer; }
  code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
  details[open] > summary { margin-bottom: .5rem; }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
  .needs { opacity: .75; }
  table { border-collapse: collapse; width: 100%; }
  th:first-child { width: 20%; }
  td:last-child { overflow-wrap: anywhere; }
  th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8883; }
`);
document.adoptedStyleSheets = [style];

const element = (name, text, ...children) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
};

const resolve = (document_, value) =>
  value.$ref ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], document_) : value;

const table = (head, rows) =>
  element('table', '', element('tr', '', ...head.map((h) => element('th', h))),
    ...rows.map((row) => element('tr', '', ...row.map((cell) => element('td', '', cell)))));

const needs = (security) => {
  const roles = security.flatMap((way) => way.bearer || []);
  return roles.length
    ? `Where tokens are asked for: one with the role ${roles.join(' or ')}.`
    : 'For everybody, without a token.';
};

const operation = (document_, path, method, it) => {
  const name = element('span', method.toUpperCase());
  name.className = 'method';
  const entry = element('details', '',
    element('summary', '', name, element('code', path), ' — ', it.summary));
  if (it.description) entry.append(element('p', it.description));
  const who = element('p', needs(it.security));
  who.className = 'needs';
  entry.append(who);
  const parameters = (it.parameters || []).map((p) => resolve(document_, p));
  if (parameters.length) {
    entry.append(element('h4', 'Parameters'), table(['name', 'in', 'meaning'],
      parameters.map((p) => [element('code', p.name), p.in, p.description || ''])));
  }
  if (it.requestBody) {
    entry.append(element('h4', 'Body'), element('p',
      `${Object.keys(it.requestBody.content).join(', ')}. ${it.requestBody.description || ''}`));
  }
  entry.append(element('h4', 'Answers'), table(['status', 'meaning', 'type'],
    Object.entries(it.responses).map(([status, r]) => [status, resolve(document_, r)]).map(([status, r]) =>
      [element('code', status), r.description, Object.keys(r.content || {}).join(', ')])));
  return entry;
};

fetch('/v1/openapi.json').then((response) => response.json()).then((document_) => {
  const main = document.querySelector('main');
  const about = document.getElementById('about');
  about.textContent = document_.info.description + ' ';
  const link = element('a', 'The OpenAPI document');
  link.href = '/v1/openapi.json';
  about.append(link);
  for (const tag of document_.tags) {
    main.append(element('h2', tag.name));
    for (const [path, methods] of Object.entries(document_.paths)) {
      for (const [method, it] of Object.entries(methods)) {
        if (it.tags.includes(tag.name)) main.append(operation(document_, path, method, it));
      }
    }
  }
});
