## Formatted text

compose-format-on = Formatted text: bold, lists, links
compose-format-off = Plain text
compose-format-quoted = What is quoted stays as it was written.
compose-format-turned = The text is formatted now. It is sent as HTML, with plain text beside it.
compose-format-back = Back to plain text
compose-bold = Bold
compose-italic = Italic
compose-list = List
compose-numbered = Numbered list
compose-quote = Quote
compose-code = Code
compose-link = Link
compose-link-words = Where should the link lead? To a page, or to an address for mail.
compose-link-address = acme.example
compose-link-set = Set link
compose-picture = Insert a picture into the text
compose-picture-name = Picture
compose-picture-in-text = in the text, { $size }
compose-picture-show = Show it in the text
compose-layout = Original message with its layout
compose-layout-hint = It is sent as it came, with its layout and pictures. The preview shows it. In plain text its words take its place.
compose-preview = Preview
compose-preview-hint = How recipients will see it
compose-preview-failed = The preview could not be drawn. Your text is unchanged.
compose-is-sent = It is being sent.
compose-preview-plain = Recipients see plain text as it is here.
keys-send-later = Send later
keys-preview = Preview of what recipients will see
keys-toggle-format = Formatted or plain text
keys-discard = Discard the draft
palette-write-as = Write as { $name }
palette-write-on-behalf = Write on behalf of { $name }

## Settings

settings-write-words = Start new messages as
settings-write-plain = plain text
settings-write-formatted = formatted text
settings-write-lines = Send lines of plain text
settings-write-flowed = so that they wrap to fit any window
settings-write-as-typed = exactly as typed

## On the command line

cli-formatted = The text is formatted.

## Forward as an attachment

keys-forward-attached = Forward as an attachment
forward-in-words = This message is too large or too complex to be forwarded as it looks, so its text is here instead. To keep its look, forward it as an attachment.
forward-too-large = This message is larger than the { $most } MiB that may be attached. Forward it with its text instead.
