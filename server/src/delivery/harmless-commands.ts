/** Programs that write no file of the project, whatever their arguments: redirections are looked at apart. */
export const HARMLESS_COMMANDS: ReadonlySet<string> = new Set(
  // the shell's own and the core utilities that only read
  (
    ': true false test [ [[ echo printf pwd ls cat head tail grep egrep fgrep rg wc sort uniq cut tr tac rev nl ' +
    'date sleep wait kill killall exit return break continue shift trap set unset type which command hash alias ' +
    'unalias ulimit umask id whoami hostname uname env printenv basename dirname realpath readlink stat file du df ' +
    'free ps top uptime expr seq bc awk gawk diff cmp comm md5sum sha1sum sha256sum cksum od hexdump strings less ' +
    'more column paste fold fmt expand jq yes nproc getent getopts times jobs fg bg disown nohup time timeout watch ' +
    'clear tput stty mkdir rmdir chmod chown chgrp ln mktemp touch mount umount sync ' +
    // network and system
    'ping nc ncat telnet nslookup dig host curl wget ssh ssh-add ssh-agent ssh-keyscan ssh-keygen scp sftp rsync ' +
    'systemctl service update-ca-certificates openssl gpg base64 apk apt apt-get apt-key yum dnf microdnf zypper pip ' +
    'pip3 adduser addgroup useradd usermod groupadd locale-gen sysctl modprobe iptables ip ifconfig ' +
    // deploying
    'kubectl oc helm docker docker-compose podman buildah skopeo crane aws az gcloud doctl yc ibmcloud oci eksctl ' +
    'kubelogin istioctl argocd flux vault consul terraform-version trivy grype syft cosign hadolint kubeval ' +
    'kubeconform kube-score conftest envsubst containerd sentry-cli newman k6 dotenv-linter ' +
    'git-lfs glab gh telepresence kubectx kubens stern'
  ).split(' '),
);
