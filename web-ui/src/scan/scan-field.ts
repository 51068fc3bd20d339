import { html, nothing, type TemplateResult } from 'lit';
import { read, type Scanned } from '../gs1/scan.ts';
import { t } from '../i18n/index.ts';
import { announce } from '../ui/announce.ts';
import { soundFault } from '../ui/feedback.ts';
import { View } from '../ui/view.ts';
import { scanFaultText } from './fault-text.ts';

/** Shown for the separator GS, which has no picture of its own; read as GS. */
const VISIBLE_GS = '\u241d';

/** The longest that a GS1 symbol holds is some hundred characters, a Digital Link a few hundred. */
const CODE_MAX_CHARS = 1_000;

/**
 * The field that scanners type into, wherever the focus is on the page.
 *
 * A scanner is a keyboard: it types the code and Enter. The separator GS comes as Ctrl+], which types nothing by itself.
 * Fires `scanned` with what it was, and `entered` for Enter on an empty field.
 */
export class ScanField extends View {
  static override properties = { label: {}, help: {}, action: {}, fault: { attribute: false }, camera: { state: true } };

  label = '';
  help = '';
  /** What its button says. */
  action = '';
  /** What is wrong with the last scan, where its reader found something that the code itself does not show. */
  fault = '';

  /** Whether the camera's element is loaded and open. */
  private camera = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.elsewhere, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.elsewhere, true);
  }

  private get field(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  override focus(): void {
    this.field?.focus();
  }

  /** A scan while the focus is on a button: the first character brings it here. */
  private readonly elsewhere = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (
      event.key.length !== 1 ||
      event.key === ' ' ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      this.field === null ||
      target.closest('input, textarea, select, [contenteditable], dialog, .settings') !== null
    ) {
      return;
    }
    event.stopImmediatePropagation();
    this.field.focus();
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey && event.key === ']') {
      event.preventDefault();
      this.field?.setRangeText(VISIBLE_GS, this.field.selectionStart ?? 0, this.field.selectionEnd ?? 0, 'end');
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      this.take();
    } else if (event.key === 'Tab' && !event.shiftKey && (this.field?.value ?? '') !== '') {
      // Scanners may end a code with Tab instead.
      event.preventDefault();
      this.take();
    }
  };

  private take(): void {
    const field = this.field;
    const text = field?.value ?? '';
    if (text.trim() === '') {
      this.dispatchEvent(new Event('entered'));
      return;
    }
    this.read(text);
  }

  private read(text: string): void {
    const field = this.field;
    const reading = read(text.slice(0, CODE_MAX_CHARS));
    if (reading.ok) {
      this.fault = '';
      if (field !== null) {
        field.value = '';
      }
      this.dispatchEvent(new CustomEvent<Scanned>('scanned', { detail: reading.scanned }));
    } else {
      this.refuse(scanFaultText(reading));
      // The next scan replaces what was misread.
      field?.select();
    }
  }

  private async openCamera(): Promise<void> {
    await import('./camera.ts');
    this.camera = true;
  }

  private closeCamera(): void {
    this.camera = false;
    this.focus();
  }

  /** For the view: the code was good, but not here. */
  refuse(fault: string): void {
    this.fault = fault;
    soundFault();
    announce(fault);
  }

  override render(): TemplateResult {
    return html`<div class="field scan ${this.fault === '' ? '' : 'bad'}">
      <label for="scan">${this.label}</label>
      <div class="row">
        <input
          id="scan"
          data-first
          autocomplete="off"
          autocapitalize="none"
          autocorrect="off"
          spellcheck="false"
          enterkeyhint="done"
          aria-describedby=${this.fault === '' ? 'scan-help' : 'scan-fault scan-help'}
          aria-invalid=${this.fault === '' ? 'false' : 'true'}
          @keydown=${this.pressed}
        />
        <button type="button" @click=${this.take}>${this.action}</button>
        ${hasCamera()
          ? html`<button type="button" class="camera" @click=${() => void this.openCamera()}>${t().scan.camera}</button>`
          : nothing}
      </div>
      ${this.fault === '' ? nothing : html`<p id="scan-fault" class="fault">${this.fault}</p>`}
      <p id="scan-help" class="help">${this.help}</p>
      ${this.camera
        ? html`<tally-camera
            @code=${(event: CustomEvent<string>) => this.read(event.detail)}
            @closed=${this.closeCamera}
          ></tally-camera>`
        : nothing}
    </div>`;
  }
}

/** Browsers give one to secure pages only. */
function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === 'function';
}

customElements.define('tally-scan-field', ScanField);
