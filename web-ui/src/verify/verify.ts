import { html, nothing, type TemplateResult } from 'lit';
import { bytes } from '../api/client.ts';
import { formatNumber, t } from '../i18n/index.ts';
import { problemText } from '../ui/problem-text.ts';
import { View } from '../ui/view.ts';
import { Malformed, toHex } from './bytes.ts';
import { POLICY_MAX_BYTES, parsePolicy, policyIdentity, sizesText } from './policy.ts';
import './proof.ts';
import type { GivenPolicy } from './proof.ts';
import { SIZE_MAX_BYTES, resemblesZip } from './zip.ts';

interface NamedPolicy extends GivenPolicy {
  readonly name: string;
}

/** A log has one more with each promotion and each change of its validators; so many are none of an honest server. */
const OWN_POLICIES_MAX = 1_000;

/** A file of evidence, checked where it is: in the browser. Nothing of this view needs a session, and no check needs the node. */
class Verify extends View {
  static override properties = {
    evidence: { state: true },
    name: { state: true },
    policies: { state: true },
    dragging: { state: true },
    fault: { state: true },
    policyFault: { state: true },
    fetching: { state: true },
  };

  private evidence: Uint8Array | undefined;
  private name = '';
  /** The file that was chosen last. */
  private taking: File | undefined;
  private policies: readonly NamedPolicy[] = [];
  private dragging = false;
  private fault = '';
  private policyFault = '';
  private fetching = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // Wherever it is dropped: beside the field, a browser would open the file in place of this page.
    window.addEventListener('dragover', this.dragged);
    window.addEventListener('dragleave', this.left);
    window.addEventListener('drop', this.dropped);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('dragover', this.dragged);
    window.removeEventListener('dragleave', this.left);
    window.removeEventListener('drop', this.dropped);
  }

  private readonly dragged = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') === true) {
      event.preventDefault();
      this.dragging = true;
    }
  };

  private readonly left = (event: DragEvent): void => {
    if (event.relatedTarget === null) {
      this.dragging = false;
    }
  };

  private readonly dropped = (event: DragEvent): void => {
    event.preventDefault();
    this.dragging = false;
    void this.sort([...(event.dataTransfer?.files ?? [])]);
  };

  /** What was dropped is known by its bytes: a policy is text and can be read as one, all else is taken for evidence. */
  private async sort(files: readonly File[]): Promise<void> {
    const evidence: File[] = [];
    const policies: File[] = [];
    for (const file of files) {
      const small = file.size <= POLICY_MAX_BYTES ? await contentOf(file) : undefined;
      if (small !== undefined && small.length > 0 && !resemblesZip(small) && isPolicy(small)) {
        policies.push(file);
      } else {
        evidence.push(file);
      }
    }
    if (policies.length > 0) {
      await this.takePolicies(policies);
    }
    const [first, second] = evidence;
    if (second !== undefined) {
      this.fault = t().verify.oneAtATime(evidence.length);
    } else if (first !== undefined) {
      await this.take(first);
    }
  }

  private async take(file: File): Promise<void> {
    const m = t().verify;
    this.evidence = undefined;
    this.taking = file;
    this.name = file.name;
    this.fault = '';
    if (file.size > SIZE_MAX_BYTES) {
      this.fault = m.tooLarge(file.name, formatNumber(file.size), formatNumber(SIZE_MAX_BYTES));
      return;
    }
    const content = await contentOf(file);
    if (this.taking !== file) {
      return; // another was chosen meanwhile: its name stands there by now
    }
    if (content === undefined) {
      this.fault = m.notReadable(file.name);
    } else if (content.length === 0) {
      this.fault = m.empty(file.name);
    } else {
      this.evidence = content;
    }
  }

  private async takePolicies(files: readonly File[]): Promise<void> {
    const m = t().verify;
    this.policyFault = '';
    const taken: NamedPolicy[] = [];
    for (const file of files) {
      if (file.size > POLICY_MAX_BYTES) {
        this.policyFault = m.policyTooLarge(file.name, formatNumber(file.size), formatNumber(POLICY_MAX_BYTES));
        continue;
      }
      const content = await contentOf(file);
      if (content === undefined) {
        this.policyFault = m.notReadable(file.name);
        continue;
      }
      try {
        taken.push({ name: file.name, policy: parsePolicy(content), ownWord: false });
      } catch (problem) {
        if (!(problem instanceof Malformed)) {
          throw problem;
        }
        this.policyFault = m.noPolicy(file.name, problem.message);
      }
    }
    if (taken.length > 0) {
      // Beside one that came by another way, this server's own word would only blur whose word the verdict rests on.
      this.policies = [...this.policies.filter((each) => !each.ownWord), ...taken];
    }
  }

  /** All that this server says its policies are and were: an older event's checkpoint falls under an older policy. */
  private async takeOwn(): Promise<void> {
    this.fetching = true;
    this.policyFault = '';
    try {
      const newest = await bytes('/log/policy');
      const own: NamedPolicy[] = [{ name: '/log/policy', policy: parsePolicy(newest), ownWord: true }];
      for (let number = 1; number <= OWN_POLICIES_MAX; number++) {
        const path = `/log/policy/${number}`;
        const policy = parsePolicy(await bytes(path));
        if (policy.text === own[0]?.policy.text) {
          break;
        }
        own.push({ name: path, policy, ownWord: true });
      }
      this.policies = own;
    } catch (problem) {
      this.policyFault = problem instanceof Malformed ? t().verify.noPolicy('/log/policy', problem.message) : problemText(problem);
    } finally {
      this.fetching = false;
    }
  }

  private takeAway(removed: NamedPolicy): void {
    this.policies = this.policies.filter((each) => (removed.ownWord ? !each.ownWord : each !== removed));
    this.querySelector<HTMLInputElement>('#policy')?.focus();
  }

  override render(): TemplateResult {
    const m = t().verify;
    return html`
      <h1 tabindex="-1">${m.title}</h1>
      <p class="lead">${m.lead}</p>
      <div class="job even">
        <div class="card drop ${this.dragging ? 'over' : ''}">
          <div class="field">
            <span class="label">${m.file}</span>
            <input
              id="evidence"
              class="unseen"
              type="file"
              aria-describedby=${this.fault === '' ? 'evidence-help' : 'evidence-fault evidence-help'}
              aria-invalid=${this.fault === '' ? 'false' : 'true'}
              @change=${(event: Event) => void this.chosen(event, (files) => this.takeFirst(files))}
            />
            <label class="button primary" for="evidence">${m.choose}</label>
            ${this.fault === '' ? nothing : html`<p id="evidence-fault" class="fault" role="alert">${this.fault}</p>`}
            <p id="evidence-help" class="help">${m.fileHelp(formatNumber(SIZE_MAX_BYTES / 1024 / 1024))}</p>
          </div>
          ${this.evidence === undefined
            ? nothing
            : html`<p class="said">${m.taken(this.name, formatNumber(this.evidence.length))}</p>`}
        </div>
        <div class="card">
          <div class="field">
            <span class="label">${m.policyFile}</span>
            <input
              id="policy"
              class="unseen"
              type="file"
              multiple
              aria-describedby=${this.policyFault === '' ? 'policy-help' : 'policy-fault policy-help'}
              aria-invalid=${this.policyFault === '' ? 'false' : 'true'}
              @change=${(event: Event) => void this.chosen(event, (files) => this.takePolicies(files))}
            />
            <label class="button" for="policy">${m.choosePolicy}</label>
            ${this.policyFault === '' ? nothing : html`<p id="policy-fault" class="fault" role="alert">${this.policyFault}</p>`}
            <p id="policy-help" class="help">${m.policyHelp}</p>
          </div>
          ${this.policies.length === 0
            ? nothing
            : html`<ul class="plain policies" aria-label=${m.policies}>
                ${this.policies.map(
                  (each) => html`<li>
                    <p>
                      <strong>${each.name}</strong>
                      ${each.ownWord ? html`<span class="tag warn">${m.ownWordTag}</span>` : nothing}
                      <button type="button" class="quiet" @click=${() => this.takeAway(each)}>
                        ${m.remove}<span class="unseen"> ${each.name}</span>
                      </button>
                    </p>
                    <p class="muted">
                      ${m.policySays(each.policy.sizes === undefined ? '' : sizesText(each.policy.sizes), each.policy.quorum)}
                      <span class="code">${toHex(policyIdentity(each.policy))}</span>
                    </p>
                  </li>`,
                )}
              </ul>`}
          <button type="button" ?disabled=${this.fetching} @click=${() => void this.takeOwn()}>${m.takeOwn}</button>
          <p class="help">${m.takeOwnHelp}</p>
        </div>
      </div>
      <tally-proof .file=${this.evidence} .given=${this.policies}></tally-proof>
    `;
  }

  private async takeFirst(files: readonly File[]): Promise<void> {
    const [file] = files;
    if (file !== undefined) {
      await this.take(file);
    }
  }

  /** The same file can be chosen again when it was changed. */
  private async chosen(event: Event, take: (files: readonly File[]) => Promise<void>): Promise<void> {
    const field = event.target as HTMLInputElement;
    await take([...(field.files ?? [])]);
    field.value = '';
  }
}

/** Undefined for a folder, and for a file that is gone or may not be read. */
async function contentOf(file: File): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (problem) {
    if (problem instanceof DOMException) {
      return undefined;
    }
    throw problem;
  }
}

function isPolicy(content: Uint8Array): boolean {
  try {
    parsePolicy(content);
    return true;
  } catch (problem) {
    if (problem instanceof Malformed) {
      return false;
    }
    throw problem;
  }
}

customElements.define('tally-verify', Verify);
