// How forms and events name photos and papers. Pure: what is chosen and shown is elsewhere.

/** A photo or a paper that the node keeps already; the form names it. */
export interface Attachment {
  readonly attachment: string;
  readonly name: string;
}

/** The member of a form that names them; nothing where there are none. */
export function attachmentsMember(attachments: readonly Attachment[] | undefined): { readonly attachments?: readonly string[] } {
  return attachments === undefined || attachments.length === 0 ? {} : { attachments: attachments.map((each) => each.attachment) };
}
