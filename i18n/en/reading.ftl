# What is said of a message beside its text.

packing-signed-smime = Signed with S/MIME. Postroom does not check signatures: whether it is genuine is not known here.
packing-signed-pgp = Signed with PGP. Postroom does not check signatures: whether it is genuine is not known here.
packing-signed = Signed. Postroom does not check signatures: whether it is genuine is not known here.
packing-in-signature = This message is signed with S/MIME so that its text lies inside the signature, which Postroom cannot take apart. Save the message and open it in Outlook or Thunderbird, or ask the sender to sign it as clear text.
packing-encrypted-smime = This message is encrypted with S/MIME, and Postroom cannot decrypt it. Save it and open it in a program that has your certificate, such as Outlook or Thunderbird, or ask the sender to send it another way.
packing-encrypted-pgp = This message is encrypted with PGP, and Postroom cannot decrypt it. Save it and open it in a program that has your key, such as Thunderbird, or ask the sender to send it another way.
packing-encrypted = This message is encrypted, and Postroom cannot decrypt it. Save it and open it in the program that you use for that, or ask the sender to send it another way.
packing-tnef = The sender’s Outlook packed attachments of this message into winmail.dat, which Postroom cannot unpack. Ask the sender to send it again as HTML or plain text, or save the file and open it in Outlook.
header-packing = Note
reader-no-text-but-attachments = This message has no text, only what is attached.
doubt-not-confirmed = { $server }, your own mail server, could not confirm that this really comes from { $domain }. It may be forged, or a mailing list changed it on its way. Ask the sender another way before you follow it, answer it or pay.
authentication-passed = Checked by { $server }: { $passed } passed
header-confirmed = Checked
