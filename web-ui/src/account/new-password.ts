import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/index.ts';

const MIN_CHARS = 12;

/** Why a password is not sent at all; the node has the last word on the others. */
export function passwordFault(password: string): string {
  return [...password.normalize('NFKC')].length < MIN_CHARS ? t().account.tooShort([...password].length) : '';
}

/** A field for a new password, which can be looked at while it is typed: one field, since typing it twice helps nobody who sees it. */
export function newPasswordField(fault: string, shown: boolean, show: (shown: boolean) => void): TemplateResult {
  const m = t().account;
  return html`<div class="field">
    <label for="new-password">${m.newPassword}</label>
    <input
      id="new-password"
      name="password"
      type=${shown ? 'text' : 'password'}
      autocomplete="new-password"
      spellcheck="false"
      autocapitalize="none"
      maxlength="128"
      aria-describedby=${fault === '' ? 'new-password-help' : 'new-password-fault new-password-help'}
      aria-invalid=${fault === '' ? 'false' : 'true'}
    />
    ${fault === '' ? nothing : html`<p id="new-password-fault" class="fault" role="alert">${fault}</p>`}
    <p id="new-password-help" class="help">${m.newPasswordHelp}</p>
    <div class="check">
      <input type="checkbox" id="show-password" .checked=${shown} @change=${(event: Event) => show((event.target as HTMLInputElement).checked)} />
      <label for="show-password">${m.showPassword}</label>
    </div>
  </div>`;
}
