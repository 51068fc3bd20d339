import { html, nothing, type TemplateResult } from 'lit';
import { json, page, request, type Page } from '../api/client.ts';
import { formatTime, t } from '../i18n/index.ts';
import { placeText } from '../ui/thing.ts';
import { ROLES, type Role } from '../session/roles.ts';
import type { Session } from '../session/session.ts';
import { announce } from '../ui/announce.ts';
import { copy } from '../ui/copied.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';

interface Person {
  readonly id: string;
  readonly name: string;
  readonly login?: string;
  readonly state: 'invited' | 'active' | 'suspended' | 'expired';
  readonly roles: readonly Role[];
  readonly glns: readonly string[];
  readonly expiresAt?: string;
  readonly lastSignedInAt?: string;
  readonly linkExpiresAt?: string;
}

interface Link {
  readonly path: string;
  readonly expiresAt: string;
}

const PEOPLE = '/api/v1/people';

/** People and guests: invited, changed, kept out, forgotten. A link is shown once. */
class People extends View {
  static override properties = {
    session: { attribute: false },
    moves: { attribute: false },
    people: { state: true },
    next: { state: true },
    link: { state: true },
    changing: { state: true },
    asking: { state: true },
    kind: { state: true },
    fault: { state: true },
    failure: { state: true },
  };

  session: Session | undefined;
  moves = 0;
  private people: readonly Person[] | undefined;
  private next: string | undefined;
  /** The link that was made last, and for whom. */
  private link: { readonly person: Person; readonly url: string; readonly expiresAt: string } | undefined;
  /** The id of the person whose roles are being changed. */
  private changing = '';
  /** The id of the person whose erasure waits for a second press. */
  private asking = '';
  /** Who is invited: one of this company, or a guest of another. */
  private kind: 'person' | 'guest' = 'person';
  private fault = '';
  private failure = '';
  /** Names the request, so that a retry after a lost answer invites nobody twice. */
  private attempt = crypto.randomUUID();

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('moves')) {
      this.link = undefined;
      void this.load(PEOPLE, []);
    }
  }

  private async load(address: string, before: readonly Person[]): Promise<void> {
    try {
      const { member, more } = await page<Page<Person>>(address);
      this.people = [...before, ...member];
      this.next = more;
      this.failure = '';
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  // ---- inviting

  private async invite(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const asked = this.asked(form);
    if (asked === undefined) {
      return;
    }
    try {
      const person = await json<Person>(PEOPLE, {
        method: 'POST',
        headers: { 'Idempotency-Key': this.attempt },
        body: JSON.stringify(asked),
      });
      this.attempt = crypto.randomUUID();
      form.reset();
      await this.makeLink(person);
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  /** What the form says of a person; undefined with the fault shown. */
  private asked(form: HTMLFormElement): object | undefined {
    const m = t().people;
    const data = new FormData(form);
    const name = String(data.get('name') ?? '').trim();
    const guest = data.get('guest') !== null;
    const roles = guest ? ['guest'] : data.getAll('role').map(String);
    const glns = String(data.get('glns') ?? '').split(/[\s,;]+/).filter((gln) => gln !== '');
    const until = String(data.get('until') ?? '');
    const fault =
      name === '' ? ([t().data.nameMissing, 'name'] as const)
      : roles.length === 0 ? ([t().keys.roleMissing, 'role'] as const)
      : guest && (glns.length === 0 || glns.some((gln) => !/^\d{13}$/.test(gln))) ? ([m.glnsWrong, 'glns'] as const)
      : undefined;
    if (fault !== undefined) {
      this.fault = fault[0];
      announce(this.fault);
      form.querySelector<HTMLElement>(`[name="${fault[1]}"]`)?.focus();
      return undefined;
    }
    this.fault = '';
    return {
      name,
      roles,
      ...(guest ? { glns } : {}),
      // To the end of that day, here.
      ...(until === '' ? {} : { expiresAt: new Date(`${until}T23:59:59`).toISOString() }),
    };
  }

  private async makeLink(person: Person): Promise<void> {
    try {
      const link = await json<Link>(`${PEOPLE}/${person.id}/link`, { method: 'POST' });
      this.link = { person, url: location.origin + link.path, expiresAt: link.expiresAt };
      await this.load(PEOPLE, []);
      await this.updateComplete;
      this.querySelector<HTMLElement>('#made')?.focus();
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  private async takeBackLink(person: Person): Promise<void> {
    await this.tried(() => request(`${PEOPLE}/${person.id}/link`, { method: 'DELETE' }), t().people.linkTakenBack(person.name));
    if (this.link?.person.id === person.id) {
      this.link = undefined;
    }
  }

  // ---- changing

  private async change(event: Event, person: Person): Promise<void> {
    event.preventDefault();
    const asked = this.asked(event.target as HTMLFormElement);
    if (asked === undefined) {
      return;
    }
    const suspended = person.state === 'suspended' ? { suspended: true } : {};
    await this.put(person, { ...asked, ...suspended }, t().people.changed(person.name));
    this.changing = '';
  }

  private async suspend(person: Person, suspended: boolean): Promise<void> {
    const m = t().people;
    await this.put(
      person,
      {
        name: person.name,
        roles: person.roles,
        ...(person.glns.length === 0 ? {} : { glns: person.glns }),
        ...(person.expiresAt === undefined ? {} : { expiresAt: person.expiresAt }),
        suspended,
      },
      suspended ? m.suspendedNow(person.name) : m.letInNow(person.name),
    );
  }

  private async put(person: Person, body: object, said: string): Promise<void> {
    await this.tried(() => request(`${PEOPLE}/${person.id}`, { method: 'PUT', body: JSON.stringify(body) }), said);
  }

  private async erase(person: Person): Promise<void> {
    if (this.asking !== person.id) {
      this.asking = person.id;
      announce(t().people.sure(person.name));
      return;
    }
    this.asking = '';
    await this.tried(() => request(`${PEOPLE}/${person.id}`, { method: 'DELETE' }), t().people.erased);
  }

  private async tried(change: () => Promise<unknown>, said: string): Promise<void> {
    try {
      await change();
      await this.load(PEOPLE, []);
      announce(said);
    } catch (error) {
      this.failure = problemText(error);
    }
  }

  // ---- what is shown

  override render(): TemplateResult {
    const m = t().people;
    const people = this.people;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      <p class="lead">${m.lead}</p>
      ${this.failure === '' ? nothing : html`<p class="notice bad" role="alert">${this.failure}</p>`}
      ${this.link === undefined ? nothing : this.made(this.link)}
      <details class="card" ?open=${this.fault !== '' && this.changing === ''}>
        <summary>${m.invite}</summary>
        <form novalidate @submit=${(event: Event) => void this.invite(event)}>
          <fieldset>
            <legend>${m.who}</legend>
            ${(['person', 'guest'] as const).map(
              (kind) => html`<div class="check">
                <input type="radio" id="kind-${kind}" name="kind" value=${kind} ?checked=${this.kind === kind} @change=${() => (this.kind = kind)} />
                <label for="kind-${kind}"><strong>${m.kinds[kind]}</strong> <span class="muted">${m.kindHelp[kind]}</span></label>
              </div>`,
            )}
          </fieldset>
          ${this.fields('new', this.kind === 'guest', undefined)}
          <button class="primary">${m.inviteNow}</button>
        </form>
      </details>
      ${people === undefined
        ? html`<p class="loading">${t().app.loading}</p>`
        : people.length === 0
          ? html`<div class="empty"><p>${m.none}</p></div>`
          : this.list(people)}
      ${this.next === undefined
        ? nothing
        : html`<button type="button" @click=${() => void this.load(this.next ?? '', people ?? [])}>${t().app.more}</button>`}
    `;
  }

  private made(link: { readonly person: Person; readonly url: string; readonly expiresAt: string }): TemplateResult {
    const m = t().people;
    return html`<div class="notice good" id="made" tabindex="-1">
      <p><strong>${m.made(link.person.name)}</strong></p>
      <p>${m.once(formatTime(link.expiresAt))}</p>
      <p class="row">
        <code class="code">${link.url}</code>
        <button type="button" @click=${() => void copy(link.url)}>${t().app.copy}</button>
      </p>
    </div>`;
  }

  private fields(id: string, guest: boolean, person: Person | undefined): TemplateResult {
    const m = t().people;
    const k = t().keys;
    return html`
      ${this.fault === '' || (this.changing === '') !== (person === undefined)
        ? nothing
        : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div class="field">
        <label for="${id}-name">${k.name}</label>
        <input id="${id}-name" name="name" autocomplete="off" maxlength="100" .value=${person?.name ?? ''} aria-describedby="${id}-name-help" />
        <p id="${id}-name-help" class="help">${guest ? m.guestNameHelp : m.nameHelp}</p>
      </div>
      ${guest
        ? html`<input type="hidden" name="guest" value="true" />
            <div class="field">
              <label for="${id}-glns">${m.glns}</label>
              <input id="${id}-glns" name="glns" autocomplete="off" spellcheck="false" .value=${person?.glns.join(' ') ?? ''} aria-describedby="${id}-glns-help" />
              <p id="${id}-glns-help" class="help">${m.glnsHelp}</p>
            </div>`
        : html`<fieldset>
            <legend>${k.roles}</legend>
            ${ROLES.map(
              (role) => html`<div class="check">
                <input type="checkbox" id="${id}-role-${role}" name="role" value=${role} ?checked=${person?.roles.includes(role) ?? false} />
                <label for="${id}-role-${role}"><strong>${k.roleNames[role]}</strong> <span class="muted">${k.roleHelp[role]}</span></label>
              </div>`,
            )}
          </fieldset>`}
      <div class="field">
        <label for="${id}-until">${m.until}</label>
        <input id="${id}-until" name="until" type="date" .value=${person?.expiresAt?.slice(0, 10) ?? ''} />
      </div>
    `;
  }

  private list(people: readonly Person[]): TemplateResult {
    const m = t().people;
    return html`<table class="cards">
      <caption class="unseen">${m.title}</caption>
      <thead>
        <tr>
          <th scope="col">${t().keys.name}</th>
          <th scope="col">${t().keys.roles}</th>
          <th scope="col">${m.lastSignedIn}</th>
          <th scope="col">${t().keys.state}</th>
        </tr>
      </thead>
      <tbody>
        ${people.map((person) => this.row(person))}
      </tbody>
    </table>`;
  }

  private row(person: Person): TemplateResult {
    const m = t().people;
    const own = person.id === this.session?.id;
    const style = { invited: '', active: 'good', suspended: 'bad', expired: 'bad' }[person.state];
    return html`<tr>
      <th scope="row">${person.name} <span class="muted">${person.login ?? ''}</span></th>
      <td>
        ${person.roles.map((role) => t().keys.roleNames[role]).join(', ')}
        ${person.glns.length === 0 ? nothing : html`<span class="muted">${person.glns.map(placeText).join(', ')}</span>`}
      </td>
      <td>
        ${person.lastSignedInAt === undefined
          ? t().keys.never
          : html`<time datetime=${person.lastSignedInAt}>${formatTime(person.lastSignedInAt)}</time>`}
      </td>
      <td>
        <span class="tag ${style}">${m.states[person.state]}</span>
        ${person.linkExpiresAt === undefined ? nothing : html`<span class="tag warn">${m.linkUntil(formatTime(person.linkExpiresAt))}</span>`}
        ${person.expiresAt === undefined ? nothing : html`<span class="tag">${t().keys.ends(formatTime(person.expiresAt))}</span>`}
        <div class="row">
          ${person.state === 'suspended' || person.state === 'expired'
            ? nothing
            : this.action(person.state === 'invited' ? m.linkAgain : m.reset, person, () => void this.makeLink(person))}
          ${person.linkExpiresAt === undefined ? nothing : this.action(m.takeBackLink, person, () => void this.takeBackLink(person))}
          ${this.action(m.change, person, () => this.openChange(person))}
          ${own
            ? nothing
            : html`${person.state === 'suspended'
                  ? this.action(m.letIn, person, () => void this.suspend(person, false))
                  : this.action(m.suspend, person, () => void this.suspend(person, true))}
                <button
                  type="button"
                  class="quiet"
                  aria-label=${this.asking === person.id ? m.sure(person.name) : m.named(m.erase, person.name)}
                  @click=${() => void this.erase(person)}
                  @blur=${() => (this.asking = '')}
                >
                  ${this.asking === person.id ? m.really : m.erase}
                </button>`}
        </div>
        ${this.changing === person.id
          ? html`<form novalidate class="card" aria-label=${m.named(m.change, person.name)} @submit=${(event: Event) => void this.change(event, person)}>
              ${this.fields('change', person.roles.includes('guest'), person)}
              <div class="row">
                <button class="primary">${t().data.save}</button>
                <button type="button" @click=${() => (this.changing = '')}>${t().app.close}</button>
              </div>
            </form>`
          : nothing}
      </td>
    </tr>`;
  }

  private openChange(person: Person): void {
    this.fault = '';
    this.changing = this.changing === person.id ? '' : person.id;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#change-name')?.focus());
  }

  private action(text: string, person: Person, does: () => void): TemplateResult {
    return html`<button type="button" class="quiet" aria-label=${t().people.named(text, person.name)} @click=${does}>${text}</button>`;
  }
}

customElements.define('tally-people', People);
