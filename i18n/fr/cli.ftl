## La ligne de commande

cli-account-added = { $account } a été ajouté.
cli-account-removed = { $account } a été retiré.
cli-account-works = { $account } : la lecture et l’envoi fonctionnent.
cli-account-reads-only = { $account } : la lecture fonctionne, pas l’envoi.
cli-account-sends-only = { $account } : l’envoi fonctionne, pas la lecture.
cli-account-fails = { $account } : ni la lecture ni l’envoi ne fonctionnent.
cli-no-password-on-stdin = Il n’y a pas de mot de passe sur l’entrée standard.
cli-advice-password-stdin = Transmettez-le par un tube, ou utilisez --password-command.
demo-not-started = La démo n’a pas pu démarrer.
demo-title = Démo
demo-serving = Le serveur de démo tourne jusqu’à Ctrl+C. Pour s’y connecter :
cli-no-window = Ce Postroom a été compilé sans fenêtre. « postroom --help » montre les commandes.
cli-input-too-large = L’entrée est trop volumineuse.
cli-input-unreadable = L’entrée ne peut pas être lue.
cli-not-a-host = « { $text } » n’est pas un serveur. Écrivez HÔTE ou HÔTE:PORT.
cli-mailbox-added = { $mailbox } est là.
cli-mailbox-set = { $mailbox } a été modifiée.
cli-mailbox-removed = { $mailbox } est masquée. Rien n’a changé sur le serveur.
cli-not-a-setting = « { $text } » n’est pas un réglage. Écrivez name=…, address=…, sent_policy=shared|mine|both|server, colour=0…9 ou RÔLE=DOSSIER.
cli-identity-added = Vous pouvez maintenant écrire depuis { $address }, si le serveur le permet.
cli-identity-removed = { $address } a été retirée de la liste.
cli-name-the-account = Plusieurs comptes écrivent depuis { $address }. Précisez-en un avec --via.
cli-advice-add-identity = « postroom identity list » montre les adresses ; « postroom identity add { $address } --via COMPTE » en ajoute une.
cli-no-such-folder = Il n’y a pas de dossier « { $folder } ».
cli-advice-list-folders = « postroom folder list { $mailbox } » montre les dossiers.
cli-mark-usage = Nommez des messages et des marques, par exemple : mark ID +seen -flagged
cli-not-an-id = « { $text } » n’est pas l’identifiant d’un message. « postroom list » les montre.
cli-move-queued = { $id } apparaît comme déplacé ; le serveur l’apprendra dès qu’il sera joignable.
cli-no-html = Le message n’a pas de partie HTML.
cli-not-an-address = « { $text } » n’est pas une liste d’adresses.
cli-file-unreadable = { $file } ne peut pas être lu.
cli-file-too-large = { $file } est trop volumineux pour être envoyé.
cli-outbox-cancelled = { $id } a été retiré de la boîte d’envoi. C’est de nouveau un brouillon.
cli-synced = { $folders ->
    [one] { $folders } dossier
   *[other] { $folders } dossiers
} à jour : { $added } nouveaux, { $changed } modifiés, { $removed } disparus.
demo-no-profile = La démo a son propre profil, qui disparaît ensuite. Retirez --profile.
