## Texte mis en forme

compose-format-on = Texte mis en forme : gras, listes, liens
compose-format-off = Texte brut
compose-format-quoted = Ce qui est cité reste tel qu’il a été écrit.
compose-format-turned = Le texte est maintenant mis en forme. Il est envoyé en HTML, avec du texte brut à côté.
compose-format-back = Revenir au texte brut
compose-bold = Gras
compose-italic = Italique
compose-list = Liste
compose-numbered = Liste numérotée
compose-quote = Citation
compose-code = Code
compose-link = Lien
compose-link-words = Où le lien doit-il mener ? À une page, ou à une adresse de courriel.
compose-link-address = acme.example
compose-link-set = Insérer le lien
compose-picture = Insérer une image dans le texte
compose-picture-name = Image
compose-picture-in-text = dans le texte, { $size }
compose-picture-show = L’afficher dans le texte
compose-layout = Message d’origine avec sa mise en page
compose-layout-hint = Il est envoyé tel qu’il est arrivé, avec sa mise en page et ses images. L’aperçu le montre. En texte brut, son texte prend sa place.
compose-preview = Aperçu
compose-preview-hint = Comme les destinataires le verront
compose-preview-failed = L’aperçu n’a pas pu être affiché. Votre texte est inchangé.
compose-is-sent = Le message est en cours d’envoi.
compose-preview-plain = Les destinataires voient le texte brut tel quel.
keys-send-later = Envoyer plus tard
keys-preview = Aperçu de ce que verront les destinataires
keys-toggle-format = Texte mis en forme ou brut
keys-discard = Supprimer le brouillon
palette-write-as = Écrire en tant que { $name }
palette-write-on-behalf = Écrire de la part de { $name }

## Réglages

settings-write-words = Les nouveaux messages commencent en
settings-write-plain = texte brut
settings-write-formatted = texte mis en forme
settings-write-lines = Envoyer les lignes de texte brut
settings-write-flowed = avec un retour à la ligne adapté à chaque fenêtre
settings-write-as-typed = exactement comme elles sont saisies

## En ligne de commande

cli-formatted = Le texte est mis en forme.

## Transférer en pièce jointe

keys-forward-attached = Transférer en pièce jointe
forward-in-words = Ce message est trop volumineux ou trop complexe pour être transféré tel qu’il se présente : son texte figure ici à la place. Pour conserver son apparence, transférez-le en pièce jointe.
forward-too-large = Ce message dépasse les { $most } Mio qui peuvent être joints. Transférez-le plutôt avec son texte.
