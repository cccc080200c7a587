# Ce qui est dit d’un message à côté de son texte.

packing-signed-smime = Signé avec S/MIME. Postroom ne vérifie pas les signatures : on ne sait pas ici si elle est authentique.
packing-signed-pgp = Signé avec PGP. Postroom ne vérifie pas les signatures : on ne sait pas ici si elle est authentique.
packing-signed = Signé. Postroom ne vérifie pas les signatures : on ne sait pas ici si elle est authentique.
packing-in-signature = Ce message est signé avec S/MIME de sorte que son texte se trouve dans la signature, que Postroom ne peut pas ouvrir. Enregistrez le message et ouvrez-le dans Outlook ou Thunderbird, ou demandez à l’expéditeur de le signer en clair.
packing-encrypted-smime = Ce message est chiffré avec S/MIME, et Postroom ne peut pas le déchiffrer. Enregistrez-le et ouvrez-le dans un programme qui a votre certificat, comme Outlook ou Thunderbird, ou demandez à l’expéditeur de l’envoyer autrement.
packing-encrypted-pgp = Ce message est chiffré avec PGP, et Postroom ne peut pas le déchiffrer. Enregistrez-le et ouvrez-le dans un programme qui a votre clé, comme Thunderbird, ou demandez à l’expéditeur de l’envoyer autrement.
packing-encrypted = Ce message est chiffré, et Postroom ne peut pas le déchiffrer. Enregistrez-le et ouvrez-le dans le programme que vous utilisez pour cela, ou demandez à l’expéditeur de l’envoyer autrement.
packing-tnef = L’Outlook de l’expéditeur a emballé des pièces jointes de ce message dans winmail.dat, que Postroom ne peut pas déballer. Demandez à l’expéditeur de le renvoyer en HTML ou en texte brut, ou enregistrez le fichier et ouvrez-le dans Outlook.
header-packing = Remarque
reader-no-text-but-attachments = Ce message n’a pas de texte, seulement des pièces jointes.
doubt-not-confirmed = { $server }, votre propre serveur de courrier, n’a pas pu confirmer que ceci vient vraiment de { $domain }. C’est peut-être un faux, ou une liste de diffusion l’a modifié en chemin. Demandez à l’expéditeur par une autre voie avant de le suivre, d’y répondre ou de payer.
authentication-passed = Vérifié par { $server }, avec succès : { $passed }
header-confirmed = Vérification
