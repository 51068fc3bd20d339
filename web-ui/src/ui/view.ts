import { LitElement } from 'lit';

/**
 * An element of ours. It renders into the page itself, not into a shadow: labels, headings and the one style sheet then
 * reach everything, and a person's own style sheet does too.
 */
export abstract class View extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
