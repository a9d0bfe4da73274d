/**
 * The shell script that becomes a lab. Everything a lab is hangs on one process tree in namespaces without names, so
 * that the end of the tree is the end of the lab: interfaces, mounts, files of the nodes and their processes go with
 * it.
 *
 *     switch   own network: a bridge, and a veth to the caller's network
 *     ├ watch  ends the lab when its owner is gone, however that ended
 *     └ nodes  own process space: process 1 of the lab
 *       ├ link n1   own network: a veth to the bridge
 *       │ └ node n1   own mounts, host name, process space: an overlay over /, then sshd as process 1
 *       └ link n2 …
 *
 * The bridge lives in a network of its own, so the host's packet filter never sees what nodes say to each other.
 */

/** Space for what a node writes, over the whole root file system; held in memory only as it is used. */
const nodeDiskSize = '4g';
/** Space for /run and /tmp of a node. */
const nodeTmpSize = '1g';

/** Of all labs and programs of this machine together. */
const maxLoopDevice = 63;

/** A process takes no time to look whether another lives. */
const ownerLookSeconds = 1;

/** Run as `sh lab.sh switch`, with CLEW_LAB (the lab's directory), CALLER (a process in the network that gets the uplink),
 * UPLINK (the interface's name there), GATEWAY (its address), NODES (`n1=10.1.2.11 n2=…`) and, unless the lab is kept, OWNER
 * (id and start time of the process that it goes with). */
export const labScript = `set -eu
own_network() {
  for scope in all default; do
    echo 1 2>/dev/null >/proc/sys/net/ipv6/conf/$scope/disable_ipv6 || :
  done
  ip link set lo up
}

case $1 in
switch)
  own_network
  ip link add bridge0 type bridge
  ip link set bridge0 up
  ip link add uplink type veth peer name "$UPLINK" netns "$CALLER"
  ip link set uplink master bridge0 up
  nsenter --net="/proc/$CALLER/ns/net" ip link set dev "$UPLINK" addrgenmode none
  nsenter --net="/proc/$CALLER/ns/net" ip address add "$GATEWAY/24" dev "$UPLINK"
  nsenter --net="/proc/$CALLER/ns/net" ip link set "$UPLINK" up
  [ -z "\${OWNER:-}" ] || sh "$0" watch $$ &
  exec unshare --mount --pid --fork --kill-child --mount-proc sh "$0" nodes
  ;;
watch)
  tree=$2
  lives() {
    { read -r stat <"/proc/\${OWNER% *}/stat"; } 2>/dev/null || return
    # After the name, which may hold anything: the state, and further on the start time.
    set -- \${stat##*) }
    case $1 in Z | X) return 1 ;; esac
    shift 10
    [ "\${10}" = "\${OWNER#* }" ]
  }
  while lives; do sleep ${ownerLookSeconds}; done
  # Those in its process space end with it. The network goes when this process, the last in it, does.
  kill -s KILL "$tree" || :
  rm -rf "$CLEW_LAB"
  ;;
nodes)
  for node in $NODES; do
    (
      code=0
      unshare --net sh "$0" link "\${node%%=*}" "\${node#*=}" || code=$?
      echo "$code" >"$CLEW_LAB/\${node%%=*}/exit"
    ) &
  done
  wait
  ;;
link)
  own_network
  ip link add eth0 type veth peer name "$2" netns 1
  nsenter --net=/proc/1/ns/net ip link set "$2" master bridge0 up
  ip address add "$3/24" dev eth0
  ip link set eth0 up
  exec unshare --mount --uts --ipc --pid --fork --kill-child sh "$0" node "$2"
  ;;
node)
  hostname "$2"
  files=$CLEW_LAB/$2
  mount -t tmpfs -o mode=755,size=${nodeDiskSize} tmpfs "$files/root"
  cd "$files/root"
  mkdir upper work merged
  mount -t overlay -o "lowerdir=/,upperdir=$PWD/upper,workdir=$PWD/work" overlay merged
  cd merged
  mkdir -p proc sys dev run tmp root
  mount -t proc proc proc
  mount -t sysfs -o ro sysfs sys
  mount -t tmpfs -o mode=755,size=${nodeTmpSize} tmpfs run
  mount -t tmpfs -o mode=1777,size=${nodeTmpSize} tmpfs tmp
  # The home of this machine's root stays private, and its shell start-up files would slow down every command.
  mount -t tmpfs -o mode=700 tmpfs root
  mount -t tmpfs -o mode=755,size=1m tmpfs dev
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
  mount -t tmpfs -o mode=1777 tmpfs dev/shm
  mknod -m 666 dev/null c 1 3
  mknod -m 666 dev/zero c 1 5
  mknod -m 666 dev/full c 1 7
  mknod -m 666 dev/random c 1 8
  mknod -m 666 dev/urandom c 1 9
  mknod -m 666 dev/tty c 5 0
  # For disks in files. They are the machine's; one that is mounted is free again when the node's mounts are gone.
  mknod -m 600 dev/loop-control c 10 237
  for number in $(seq 0 ${maxLoopDevice}); do mknod -m 600 "dev/loop$number" b 7 "$number"; done
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  ln -s /proc/self/fd/0 dev/stdin
  ln -s /proc/self/fd/1 dev/stdout
  ln -s /proc/self/fd/2 dev/stderr
  mkdir -p run/sshd run/lock run/clew .host
  cp "$files/host_key" "$CLEW_LAB/authorized_keys" "$CLEW_LAB/sshd_config" run/clew
  chmod 600 run/clew/*
  rm -f etc/hosts etc/hostname
  cp "$CLEW_LAB/hosts" etc/hosts
  chmod 644 etc/hosts
  echo "$2" >etc/hostname
  # A locked account may not log in, not even with a key.
  sed -i 's/^root:[^:]*:/root:*:/' etc/shadow
  pivot_root . .host
  exec chroot . sh -c 'umount -l /.host && rmdir /.host && cd / && exec /usr/sbin/sshd -D -e -f /run/clew/sshd_config'
  ;;
esac
`;

export const sshdConfig = `Port 22
HostKey /run/clew/host_key
AuthorizedKeysFile /run/clew/authorized_keys
PidFile none
UsePAM no
UseDNS no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitUserRC no
PrintMotd no
# Asking whether sshd answers would otherwise write an error each time.
LogLevel FATAL
# Clew and a person may connect to all nodes at once, many times over.
MaxStartups 100
Subsystem sftp internal-sftp
`;
