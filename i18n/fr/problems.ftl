## Le chemin vers le serveur

problem-host-unknown = Le serveur { $host } est introuvable.
advice-check-host = Vérifiez l’orthographe du nom et que cet ordinateur est en ligne.
problem-port-closed = { $host } répond, mais pas sur le port { $port }.
advice-check-port = Vérifiez le port : 993 pour IMAP et 465 pour l’envoi avec TLS, 143 et 587 avec STARTTLS.
problem-port-submits = { $host } sert à envoyer sur le port { $port } ; il n’y a pas de boîtes à cet endroit.
problem-port-reads = { $host } donne accès aux boîtes sur le port { $port } ; on ne peut pas envoyer par là.
advice-ports-swapped = Les deux ports semblent intervertis : 993 ou 143 pour IMAP, 465 ou 587 pour l’envoi.
problem-host-unreachable = { $host } est injoignable.
advice-check-network = Vérifiez le réseau. Postroom réessaie de lui-même.
problem-no-answer = { $host } n’a pas répondu à temps.
problem-connection-cut = { $host } a mis fin à la connexion.
advice-retries-itself = Postroom réessaie de lui-même.
problem-offline = Postroom est en mode hors ligne.
problem-pictures = Les images ne peuvent pas être chargées : cet ordinateur n’a pas de liste des autorités de certification à qui se fier pour les serveurs web.

## Connexion

problem-sign-in = { $host } a refusé la connexion : { $words }
advice-sign-in = Vérifiez l’identifiant et le mot de passe. Postroom ne réessaie pas de lui-même, pour que le compte ne soit pas bloqué.
problem-sign-in-busy = { $host } ne peut connecter personne pour le moment.
problem-no-password = Il n’y a pas de mot de passe pour { $account }.
advice-give-password = Saisissez le mot de passe.
problem-no-password-sign-in = { $host } n’accepte pas de connexion par nom et mot de passe.
problem-no-sign-in = { $host } ne propose aucune connexion.
advice-ask-administrator = Adressez-vous à votre administrateur.
problem-plaintext = { $host } n’offre pas de connexion protégée ; le mot de passe n’a pas été envoyé.
advice-plaintext = Utilisez TLS, ou demandez à votre administrateur le port protégé du serveur.
problem-injected = Sur le chemin vers { $host }, des données ont été ajoutées avant que la connexion soit protégée. La connexion a été coupée.
advice-injected = Quelqu’un écoute peut-être. Utilisez un autre réseau et prévenez votre administrateur.

## Certificats

problem-certificate-expired = Le certificat de { $host } a expiré le { $date }.
advice-certificate-renew = L’administrateur du serveur doit le renouveler. Vérifiez aussi l’horloge de cet ordinateur.
problem-certificate-early = Le certificat de { $host } n’est valable qu’à partir du { $date }.
advice-check-clock = Vérifiez l’horloge de cet ordinateur.
problem-certificate-host = Le certificat n’est pas pour { $host }, mais pour { $names }.
advice-certificate-host = Utilisez le nom de serveur qui figure dans le certificat, ou demandez à votre administrateur.
problem-certificate-issuer = Le certificat de { $host } a été émis par « { $issuer } », en qui cet ordinateur n’a pas confiance.
advice-certificate-issuer = Si votre organisation a sa propre autorité de certification, indiquez son fichier avec le compte (--ca-file). Sinon, ne vous connectez pas.
problem-certificate-revoked = Le certificat de { $host } a été révoqué.
problem-certificate-other = La connexion à { $host } n’est pas sûre.
problem-not-tls = { $host } ne parle pas TLS sur le port { $port }.
advice-not-tls = Choisissez STARTTLS pour ce port, ou utilisez le port TLS du serveur (993, 465).
problem-ca-file = Le fichier de certificats { $file } est inutilisable.
advice-ca-file = Il faut un fichier PEM lisible.
problem-no-roots = Cet ordinateur ne connaît aucune autorité de certification de confiance.
advice-no-roots = Installez le paquet « ca-certificates », ou indiquez un fichier avec --ca-file.

## Ce qu’un serveur a dit

problem-no-right = Le serveur ne l’a pas permis : { $words }
advice-ask-for-right = Demandez ce droit à l’administrateur de la boîte.
problem-over-quota = La boîte est pleine : { $words }
advice-over-quota = Supprimez ou archivez quelque chose, ou demandez plus de place.
problem-folder-hidden = Le dossier n’existe pas, ou vous ne pouvez pas le voir : { $words }
advice-folder-hidden = La liste des dossiers est relue d’elle-même. Si le dossier devrait s’y trouver, demandez le droit de le voir.
problem-mailbox-unlisted = Le serveur ne montre plus { $mailbox }.
problem-mailbox-no-right = Le serveur ne vous laisse plus lire { $mailbox }.
problem-mailbox-refused = Le serveur refuse d’ouvrir { $mailbox }.
advice-mailbox-in-doubt = Ce qui se trouve ici peut être lu, et rien n’est modifié dans la boîte. Une nouvelle vérification a lieu dans quelques minutes : soit tout est comme avant, soit Postroom vous dit que l’accès a disparu.
problem-folder-closed = { $how ->
    [absent] Le serveur ne montre plus { $folder } de { $mailbox } : ce dossier a été supprimé ou renommé, ou vous ne pouvez plus le voir.
   *[closed] Vous ne pouvez plus lire { $folder } de { $mailbox }.
} Ce qui en était gardé sur cet ordinateur a été supprimé.
problem-mailbox-lost = Vous n’avez plus accès à { $mailbox }.
advice-mailbox-lost = Ce qui en était gardé sur cet ordinateur a été supprimé. Vos brouillons sont toujours là, et les messages qui n’étaient pas encore partis sont retenus dans la boîte d’envoi. Si vous avez besoin de cette boîte, demandez à son administrateur de redonner l’accès à { $account } ; elle réapparaîtra d’elle-même.
advice-mailbox-lost-kept = Ce qui en est gardé sur cet ordinateur reste lisible ici. Vos brouillons sont toujours là, et les messages qui n’étaient pas encore partis sont retenus dans la boîte d’envoi. Si vous avez besoin de cette boîte, demandez à son administrateur de redonner l’accès à { $account } ; elle reprendra d’elle-même.
problem-no-trash = { $mailbox } n’a pas de corbeille ; rien n’a donc été supprimé.
advice-no-trash = Choisissez la corbeille dans les réglages de la boîte, ou envoyez les messages supprimés dans la vôtre : « postroom mailbox set ADRESSE trash=DOSSIER » ou « trash=mine ».
problem-no-archive = { $mailbox } n’a pas de dossier d’archives.
advice-no-archive = Choisissez le dossier d’archives dans les réglages de la boîte, ou envoyez les messages archivés dans les vôtres : « postroom mailbox set ADRESSE archive=DOSSIER » ou « archive=mine ».
problem-no-junk = { $mailbox } n’a pas de dossier des indésirables.
advice-no-junk = Créez un dossier « Junk » dans la boîte, ou choisissez-en un : « postroom mailbox set ADRESSE junk=DOSSIER ».
problem-no-inbox = La boîte de réception de { $mailbox } n’est pas connue.
advice-no-inbox = Faites rechercher la boîte à nouveau : « postroom sync ».
problem-server-said-no = Le serveur a refusé : { $words }
problem-server-alert = { $host } vous fait savoir : « { $words } »
advice-server-alert = Ce sont les mots du serveur, non ceux de Postroom. S’ils demandent un mot de passe ou de l’argent, ou renvoient à une page web, adressez-vous d’abord à votre administrateur.
problem-server-busy = Le serveur est surchargé : { $words }
problem-server-asks-for-rest = { $host } demande une pause, car il est surchargé.
problem-search-letters = Le serveur ne sait chercher que des lettres simples (ASCII).
problem-search-renumbered = Le serveur a renuméroté { $folder } : le dossier est relu, et n’a pas été parcouru.
problem-refused = { $host } a refusé : { $words }
problem-not-understood = Le serveur n’a pas compris : { $words }
problem-unsupported = { $host } n’offre pas ce qu’il faut : { $what }
problem-protocol = { $host } n’a pas respecté le protocole ; la connexion a été coupée.
problem-folder-unreadable = Ce que { $host } a dit du dossier { $folder } est illisible ; il est laissé de côté pour l’instant.
problem-opened-read-only = Le serveur n’a ouvert le dossier qu’en lecture.
problem-flags-not-kept = Le dossier ne garde pas ce changement, car vous ne pouvez que le lire.
problem-label-not-kept = Le serveur ne garde pas ce genre de marque dans { $folder }.
problem-folder-renumbered = Le serveur a renuméroté le dossier entre-temps ; rien n’a été touché.
advice-try-again = Réessayez.
problem-unsendable = Cela ne peut pas être transmis au serveur : il y a des caractères qu’aucune commande ne peut contenir.
problem-unreadable-message = Le message est illisible.

## Droits

problem-right-missing = Dans { $folder } de { $mailbox }, il vous manque le droit « { $right } ».
problem-folder-container = { $folder } de { $mailbox } ne contient que d’autres dossiers.
problem-folder-refused = Le serveur n’ouvre pas { $folder } de { $mailbox } : { $words }
problem-folder-read-only = { $folder } de { $mailbox } n’est accessible qu’en lecture.
problem-move-between-accounts = Les messages ne peuvent pas être déplacés entre des boîtes de comptes différents.

## Ce qui n’existe pas

problem-no-such-account = Il n’y a pas de compte { $account }.
advice-list-accounts = « postroom account list » montre les comptes.
problem-no-such-mailbox = Il n’y a pas de boîte { $mailbox }, ou aucun compte n’y a accès.
advice-list-mailboxes = « postroom mailbox list --refresh » montre les boîtes auxquelles vos comptes ont accès.
problem-no-such-folder = Ce dossier n’existe pas.
problem-role-of-other = Le dossier « { $folder } » sert déjà à autre chose.
advice-role-of-other = Choisissez un autre dossier. Une boîte a un dossier pour chaque usage, et un dossier n’a qu’un usage.
problem-no-such-message = Ce message n’existe pas.
problem-message-leaving = Il est déjà en route vers un autre dossier. Les changements qui attendent le serveur peuvent être annulés.
problem-message-gone = Le message n’est plus là. Quelqu’un l’a déplacé ou supprimé.
problem-no-such-identity = Aucun compte n’écrit depuis { $address }.
problem-mailbox-not-shown = { $account } n’a pas accès à { $mailbox }.
advice-mailbox-not-shown = Demandez le droit de la voir et de la lire, ou indiquez son dossier racine.
problem-account-stopped = Le compte redémarre ou a été retiré, ou Postroom se ferme.
problem-not-there = Cela n’existe plus.

## Comptes

problem-account-exists = Le compte { $account } existe déjà.
advice-account-exists = Retirez-le d’abord pour l’ajouter avec d’autres réglages.
problem-outbox-not-empty = La boîte d’envoi de { $account } contient encore des messages.
advice-outbox-not-empty = Envoyez-les ou annulez-les d’abord.

## Mots de passe

problem-no-keyring = Cet ordinateur n’a pas de trousseau qui réponde.
advice-no-keyring = Démarrez le trousseau de votre bureau, ou indiquez une commande qui affiche le mot de passe (--password-command).
problem-keyring-locked = Le trousseau est verrouillé.
advice-keyring-locked = Déverrouillez-le et réessayez.
problem-keyring-failed = Le trousseau n’a pas enregistré le mot de passe.
problem-secret-too-long = Le mot de passe dépasse les { $limit } octets que le trousseau peut enregistrer.
problem-password-command = La commande de mot de passe n’a pas donné de mot de passe.
advice-password-command = Exécutez-la dans un terminal : elle doit afficher le mot de passe sur sa première ligne et se terminer en 30 secondes.

## Le profil sur cet ordinateur

problem-config-damaged = Le fichier de réglages { $file } est endommagé. Il n’a pas été modifié.
advice-config-damaged = Corrigez l’endroit indiqué ci-dessous, ou déplacez le fichier pour recommencer.
problem-config-unreadable = Le fichier de réglages { $file } ne peut pas être lu.
problem-config-unwritable = Le fichier de réglages { $file } ne peut pas être écrit.
problem-disk-full = Le disque est plein. Rien n’est perdu, mais rien de nouveau ne peut être gardé.
advice-disk-full = Libérez de la place et réessayez.
problem-store-place = Le dossier du profil est inutilisable.
advice-store-place = Vérifiez que vous pouvez le lire et y écrire.
problem-store-newer = Ce profil a été utilisé par un Postroom plus récent. Il n’a pas été modifié.
advice-store-newer = Installez la version plus récente, ou utilisez un autre profil.
problem-cache-damaged = La copie locale de vos messages est endommagée.
advice-cache-damaged = Elle sera récupérée au prochain démarrage. Brouillons et boîte d’envoi ne sont pas touchés.
problem-cache-rebuilt = La copie locale de vos messages était endommagée. Elle a été mise de côté, et une nouvelle est en cours de récupération.
advice-cache-rebuilt = Rien d’autre n’est touché : comptes, brouillons, boîte d’envoi et droits d’envoi sont comme avant. Le fichier endommagé est { $file } ; il peut être supprimé.
problem-precious-damaged = Le fichier des brouillons et de la boîte d’envoi (precious.db) est endommagé. Il n’a pas été modifié.
advice-precious-damaged = Remettez une copie de sauvegarde à sa place, ou déplacez-le pour commencer avec un fichier vide.
problem-precious-parts = Le fichier des brouillons et de la boîte d’envoi (precious.db) est endommagé ; une partie peut manquer. Une copie du fichier, tel qu’il a été trouvé, est { $file }.
advice-precious-parts = Fermez Postroom, puis remettez une copie de sauvegarde à sa place, ou déplacez-le pour commencer avec un fichier vide.
problem-precious-parts-no-copy = Le fichier des brouillons et de la boîte d’envoi (precious.db) est endommagé ; une partie peut manquer. Il n’a pas pu être copié.
advice-precious-parts-no-copy = Fermez Postroom, libérez de la place et copiez le dossier du profil. Remettez ensuite une copie de sauvegarde à la place du fichier, ou déplacez-le pour commencer avec un fichier vide.
problem-profile-on-network = Le profil se trouve sur un disque réseau ({ $kind }). De tels disques ne conservent pas toujours ce qui a été écrit : les brouillons et la boîte d’envoi peuvent être endommagés ou perdus.
problem-profile-synced = Le profil se trouve dans un dossier que { $service } synchronise. Ses fichiers sont copiés pendant que Postroom les écrit, ou remplacés par ceux d’un autre ordinateur : les brouillons et la boîte d’envoi peuvent être endommagés ou perdus.
advice-profile-elsewhere = Fermez Postroom, déplacez le dossier { $folder } sur un disque de cet ordinateur, puis démarrez Postroom avec --profile et le nouvel emplacement.
problem-disk-failed = Le disque a échoué en lecture ou en écriture.
advice-disk-failed = Sauvegardez le profil et vérifiez le disque.
problem-store-busy = Un autre programme utilise les fichiers du profil.
advice-store-busy = Fermez-le et réessayez.
problem-profile-held = Un autre Postroom utilise ce profil.
advice-profile-held = Fermez l’autre, ou utilisez un autre profil avec --profile.
problem-profile-lock = Ce profil ne peut pas être verrouillé pour Postroom.
problem-holder-silent = Un autre Postroom utilise ce profil et ne répond pas.
advice-holder-silent = Attendez qu’il ait fini, puis réessayez. S’il faut l’arrêter, regardez d’abord sa boîte d’envoi : le sort d’un message en train de partir serait incertain.
problem-holder-version = Une autre version de Postroom utilise ce profil.
advice-holder-version = Fermez sa fenêtre et réessayez.
problem-holder-broke-off = L’autre Postroom s’est arrêté avant d’avoir fini.
advice-holder-broke-off = Vérifiez si cela a été fait avant de recommencer.
advice-holder-broke-off-sending = Ne recommencez pas : le message est peut-être parti. « postroom outbox list » montre ce qu’il est devenu.
problem-no-window = La fenêtre ne peut pas être ouverte.
advice-no-window = Tout fonctionne aussi en ligne de commande : postroom --help
problem-store-closed = Le profil a été fermé.
problem-store-bug = Une erreur s’est produite dans les propres fichiers de Postroom.
problem-bug = Une erreur s’est produite dans Postroom.
advice-report = Merci de la signaler, avec les détails ci-dessous.
problem-journal = L’étape n’a pas pu être notée ; elle n’a donc pas été faite.
problem-outbox-step = Cela n’est pas possible dans l’état actuel du message.
advice-outbox-step = « postroom outbox show » dit ce qui est possible.
problem-already-in-outbox = Le brouillon est déjà dans la boîte d’envoi.

problem-act-folder-gone = Le dossier de { $mailbox } dans lequel vous avez modifié des messages mène maintenant ailleurs.
problem-act-not-matched = Le serveur a renuméroté les messages dans { $folder }, et pour certains, on ne sait plus avec certitude desquels il s’agissait. { $kind ->
    [mark] Non marqués
    [move] Non déplacés
    [copy] Non copiés
    [delete] Non supprimés
   *[several] Non modifiés
} : { $messages }{ $count ->
    [0] {""}
   *[other] {" "}(+{ $count })
}.
advice-act-taken-back = Ce que vous avez fait n’a pas été exécuté, et les messages s’affichent comme avant. Regardez-les et recommencez si c’est encore nécessaire.
advice-acts-taken-back = { $count } actions n’ont pas été exécutées, et les messages s’affichent comme avant. Regardez-les et recommencez si c’est encore nécessaire.
advice-act-in-part = { $left ->
    [one] { $left } des { $all } messages reste où il était.
   *[other] { $left } des { $all } messages restent où ils étaient.
} Les autres ont été déplacés ou copiés, et vous pouvez l’annuler. Quand la cause a disparu, recommencez pour ceux qui sont restés.
problem-act-stuck = Une de vos actions n’est pas exécutée : la connexion s’est terminée à chacun des { $attempts } essais.
advice-act-stuck = Postroom continue d’essayer, et tout le reste continue. Si cela persiste, transmettez les détails à la personne qui gère le serveur.
problem-address-taken = Le même compte montre déjà une autre boîte comme { $mailbox }.
advice-address-taken = Donnez d’abord une autre adresse à celle-ci, ou choisissez ici une autre adresse.
advice-password-left = Le compte est supprimé. Effacez son mot de passe avec le programme du trousseau.

problem-act-tree-gone = Le dossier n’existe plus : quelqu’un l’a renommé ou supprimé entre-temps.
problem-folder-got-mail = Des messages sont arrivés entre-temps dans { $folder }. Le dossier n’a pas été supprimé.
problem-folder-exists = { $mailbox } a déjà un dossier { $folder }.
problem-folder-name-waits = Sur le serveur, le dossier { $name } s’appelle encore { $folder }.
advice-folder-name-waits = Choisissez un autre nom, ou attendez que votre modification ait été exécutée.
problem-folder-has-role = { $folder } a un rôle dans { $mailbox } et garde sa place et son nom.
problem-folder-below-itself = { $folder } ne peut pas être placé dans lui-même.
problem-no-folder-above = Il n’y a pas de dossier { $folder } dans lequel le placer.
problem-folder-not-emptied = Seuls la corbeille et le dossier des indésirables peuvent être vidés, pas { $folder }.
problem-folder-not-synced = Le contenu de { $folder } n’est pas encore connu ici.
problem-folder-name-empty = Un dossier doit avoir un nom.
problem-folder-name-long = Ce nom est trop long pour un dossier.
problem-folder-name-unusable = Le nom d’un dossier ne peut contenir ni *, ni %, ni saut de ligne.
problem-undo-under-way = Le serveur s’en occupe encore et n’a pas dit si c’est fait.
advice-undo-under-way = Réessayez dans un instant, dès qu’il est joignable : ce sera alors annulé.
problem-undo-too-late = Cela ne peut plus être annulé automatiquement : le serveur l’a fait et ne dit pas où se trouvent les messages.
problem-undo-in-part = { $count ->
    [one] { $count } message n’a pas pu revenir : il n’est plus là où il a été mis, ou le serveur ne dit pas où il se trouve.
   *[other] { $count } messages n’ont pas pu revenir : ils ne sont plus là où ils ont été mis, ou le serveur ne dit pas où ils se trouvent.
}
advice-undo-too-late = Cherchez-les dans le dossier où ils sont allés.
problem-folder-name-delimiter = Le nom d’un dossier ne peut pas contenir « { $character } ».
problem-folder-name-refused = Aucun dossier ne peut porter ce nom sur le serveur.
problem-undo-not-carried-out = Cela n’a pas été exécuté ; il n’y a donc rien à annuler.
problem-undo-nothing = Il n’y a rien à annuler.
problem-undo-for-good = Cela ne peut plus être annulé : le serveur a effectué la suppression définitive.
problem-undo-folder-gone = Cela ne peut plus être annulé : le serveur a supprimé le dossier définitivement.
problem-undo-folder-used = { $folder } dans { $mailbox } n’est plus vide, et reste donc.
