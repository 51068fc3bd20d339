import { html, nothing, type TemplateResult } from 'lit';
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import decoder from 'zxing-wasm/reader/zxing_reader.wasm';
import { t } from '../i18n/index.ts';
import { announce } from '../ui/announce.ts';
import { View } from '../ui/view.ts';

// The decoder comes from this host, like everything else.
prepareZXingModule({ overrides: { locateFile: () => decoder } });

const OPTIONS: ReaderOptions = {
  formats: ['DataMatrix', 'QRCode', 'Code128', 'EAN13', 'EAN8', 'UPCA', 'ITF'],
  // GS1 codes as the text under the symbol, (01)…(10)…: what the reader of scans takes.
  textMode: 'HRI',
  tryHarder: true,
  maxNumberOfSymbols: 1,
};

/** Between two looks: the decoder takes some 50 ms of a phone's processor for each. */
const LOOK_EVERY_MILLIS = 150;

/** The same code again within this time is the same symbol still in the picture. */
const SAME_MILLIS = 2_500;

/** A dialog with the camera's picture. Fires `code` for each symbol read, and `closed`. */
export class Camera extends View {
  static override properties = { fault: { state: true }, last: { state: true } };

  private fault = '';
  private last = '';
  private lastAt = 0;
  private stream: MediaStream | undefined;
  private timer = 0;
  private readonly canvas = document.createElement('canvas');

  override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  private async start(): Promise<void> {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch (error) {
      this.fault =
        error instanceof DOMException && error.name === 'NotAllowedError' ? t().scan.cameraRefused : t().scan.cameraMissing;
      return;
    }
    const video = this.querySelector('video');
    if (video === null || !this.isConnected) {
      this.stop();
      return;
    }
    video.srcObject = this.stream;
    await video.play();
    this.look();
  }

  private look(): void {
    this.timer = window.setTimeout(() => void this.readFrame(), LOOK_EVERY_MILLIS);
  }

  private async readFrame(): Promise<void> {
    const video = this.querySelector('video');
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (video === null || context === null || this.stream === undefined) {
      return;
    }
    if (video.videoWidth > 0) {
      this.canvas.width = video.videoWidth;
      this.canvas.height = video.videoHeight;
      context.drawImage(video, 0, 0);
      const found = await readBarcodes(context.getImageData(0, 0, this.canvas.width, this.canvas.height), OPTIONS);
      const code = found.find((each) => each.isValid)?.text;
      if (code !== undefined && (code !== this.last || Date.now() - this.lastAt > SAME_MILLIS)) {
        navigator.vibrate?.(60);
        announce(t().scan.cameraRead(code));
        this.dispatchEvent(new CustomEvent<string>('code', { detail: code }));
      }
      if (code !== undefined) {
        this.last = code;
        this.lastAt = Date.now();
      }
    }
    if (this.isConnected) {
      this.look();
    }
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
  }

  private readonly closed = (): void => {
    this.stop();
    this.dispatchEvent(new Event('closed'));
  };

  override render(): TemplateResult {
    const m = t().scan;
    return html`<dialog class="camera" aria-labelledby="camera-title" @close=${this.closed}>
      <h2 id="camera-title">${m.cameraTitle}</h2>
      ${this.fault === ''
        ? html`<video muted playsinline aria-label=${m.cameraTitle}></video>
            <p class="help">${m.cameraHelp}</p>
            ${this.last === '' ? nothing : html`<p class="said">${m.cameraRead(this.last)}</p>`}`
        : html`<p class="fault" role="alert">${this.fault}</p>`}
      <button type="button" @click=${() => this.querySelector('dialog')?.close()}>${t().app.close}</button>
    </dialog>`;
  }
}

customElements.define('tally-camera', Camera);
