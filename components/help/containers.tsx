/** A cluster of containers, and a system that runs there already. */
import { Code, type HelpSection, Name } from './prose';

export const containers: HelpSection = {
  id: 'containers',
  title: 'A cluster in containers',
  body: (
    <>
      <p>
        Five containers with an sshd are five machines to Clew. Put the next two files into a directory of their own,
        with a key pair that is used for nothing else: <Name>ssh-keygen -t ed25519 -N &apos;&apos; -f id_ed25519</Name>.
        First the image, <Name>Dockerfile</Name>:
      </p>
      <Code>{`
FROM debian:12-slim
RUN apt-get update \\
 && apt-get install --yes --no-install-recommends \\
      openssh-server iptables iproute2 procps util-linux gawk ca-certificates \\
 && rm -rf /var/lib/apt/lists/* \\
 && install -d -m 700 /root/.ssh
COPY --chmod=600 id_ed25519.pub /root/.ssh/authorized_keys
# /run lies in memory, so that a container that is started again remembers no run.
CMD ["sh", "-c", "mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e -o UsePAM=no -o PasswordAuthentication=no -o MaxStartups=100"]
`}</Code>
      <p>
        Then the containers, <Name>compose.yaml</Name>. <Name>NET_ADMIN</Name> is what partitions need;{' '}
        <Name>init</Name> takes care of processes that are killed.
      </p>
      <Code>{`
x-node: &node
  build: .
  init: true
  cap_add: [NET_ADMIN]
  tmpfs: [/run]
services:
  n1: { <<: *node, hostname: n1, ports: ["127.0.0.1:2201:22"], networks: { nodes: { ipv4_address: 10.77.0.11 } } }
  n2: { <<: *node, hostname: n2, ports: ["127.0.0.1:2202:22"], networks: { nodes: { ipv4_address: 10.77.0.12 } } }
  n3: { <<: *node, hostname: n3, ports: ["127.0.0.1:2203:22"], networks: { nodes: { ipv4_address: 10.77.0.13 } } }
  n4: { <<: *node, hostname: n4, ports: ["127.0.0.1:2204:22"], networks: { nodes: { ipv4_address: 10.77.0.14 } } }
  n5: { <<: *node, hostname: n5, ports: ["127.0.0.1:2205:22"], networks: { nodes: { ipv4_address: 10.77.0.15 } } }
networks:
  nodes:
    ipam:
      config: [{ subnet: 10.77.0.0/24 }]
`}</Code>
      <p>
        All five lie behind one address with different ports; <Name>address</Name> is how they reach each other. As{' '}
        <Name>clusters/containers.json</Name>, with the path of your key:
      </p>
      <Code>{`
{
  "name": "containers",
  "nodes": [
    { "name": "n1", "host": "127.0.0.1", "port": 2201, "address": "10.77.0.11" },
    { "name": "n2", "host": "127.0.0.1", "port": 2202, "address": "10.77.0.12" },
    { "name": "n3", "host": "127.0.0.1", "port": 2203, "address": "10.77.0.13" },
    { "name": "n4", "host": "127.0.0.1", "port": 2204, "address": "10.77.0.14" },
    { "name": "n5", "host": "127.0.0.1", "port": 2205, "address": "10.77.0.15" }
  ],
  "user": "root",
  "auth": { "keyFile": "/path/to/id_ed25519", "agent": false }
}
`}</Code>
      <Code>{`
docker compose up --build --detach
npx clew doctor clusters/containers.json
npx clew run etcd-register --set cluster=containers
docker compose down
`}</Code>
      <p>
        A system that runs there already, as from an image of your own, is tested with <Name>system.manage</Name> off:
        nothing is installed, started, stopped or wiped, and the faults are those of the network. etcd and Consul can be
        tested so; they have to listen on the addresses by which the nodes reach each other, and their program has to be
        on the <Name>PATH</Name>.
      </p>
      <Code>{`
npx clew run etcd-register --set cluster=containers --set system.manage=false
`}</Code>
      <p>
        Containers have no clock of their own, and no loop devices unless they are handed in: the doctor says which
        faults that leaves. These files were written from the documentation of Compose and not run by Clew&rsquo;s own
        tests.
      </p>
    </>
  ),
};
