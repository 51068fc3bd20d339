/**
 * Photos and papers of events: rows of their own beside the log, each change one transaction, in every backup until they are
 * erased. An event names them by salted digest ({@code provenance.goods.AttachmentName}), so what is erased here takes no
 * proof with it, and its digest says nothing about it.
 */
@NullMarked
package org.tallystick.api.attachment;

import org.jspecify.annotations.NullMarked;
