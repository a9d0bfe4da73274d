/**
 * Disturbs what a node sends, packet by packet: a filter hands the packets of some links to this program (NFQUEUE), which
 * lets them go later, twice, changed, out of order, slower, or not at all. Not `tc netem`, because that is missing in many
 * kernels and cannot do so to single links without taking over the whole interface. Perl, because `perl-base` is on every
 * Debian and Ubuntu, and nothing else that speaks netlink is; it needs no module beyond that.
 *
 *     OUTPUT ──▶ CLEW-7 ──▶ queue 7 ──▶ relay ──▶ verdict repeat, with the mark of 7 ──▶ OUTPUT ──▶ CLEW-7: has the mark
 *
 * Should it end, the queue is bypassed and the network is whole. It ends by itself when its file is gone.
 *
 * Arguments: its file, queue, mark, delay and jitter in seconds, bits per second or 0, and the shares that are lost, sent
 * twice, held back behind others, and changed in a bit.
 */
export const relay = String.raw`
use strict; use Socket; use POSIX ();
my ($file, $queue, $mark, $delay, $jitter, $rate, $lost, $twice, $late, $corrupt) = @ARGV;
my $clock = clock();
my $running = 1;
$SIG{TERM} = sub { $running = 0 };
socket(my $netlink, 16, SOCK_RAW, 12) or die "no netlink: $!\n";
setsockopt($netlink, SOL_SOCKET, 33, pack 'i', 16 << 20) or setsockopt($netlink, SOL_SOCKET, SO_RCVBUF, pack 'i', 16 << 20);
# A queue that overflows is no error of this program.
setsockopt($netlink, 270, 5, pack 'i', 1);
configure(1, pack 'CCn', 1, 0, 0);
configure(2, pack 'NC', 0xffff, 2);
configure(3, pack 'N', 20000);
my $raw;
if ($twice > 0) {
  socket($raw, AF_INET, SOCK_RAW, 255) or die "no raw socket: $!\n";
  setsockopt($raw, SOL_SOCKET, 36, pack 'i', $mark) or die "no mark: $!\n";
}
open(my $record, '>', $file) or die "$file: $!\n"; print $record $$; close $record;
# By the time at which each is due.
my (@held, %free, %last);
my $looked = $clock->();
while ($running) {
  my $now = $clock->();
  while (@held && $held[0][0] <= $now) { release(shift @held) }
  if ($now - $looked > 0.5) { $looked = $now; last unless -e $file }
  my $wait = @held ? $held[0][0] - $now : 0.5;
  my $bits = ''; vec($bits, fileno($netlink), 1) = 1;
  next unless select($bits, undef, undef, $wait > 0.5 ? 0.5 : $wait) > 0;
  next unless defined recv($netlink, my $buffer, 1 << 17, 0);
  take($buffer);
}
release($_) for @held;

sub take {
  my ($buffer) = @_;
  while (length $buffer >= 16) {
    my ($length, $type) = unpack 'LS', $buffer;
    last if $length < 16;
    packet(substr $buffer, 20, $length - 20) if $type == 0x300;
    $buffer = substr $buffer, ($length + 3) & ~3;
  }
}

sub packet {
  my ($rest) = @_;
  my ($id, $payload, $before) = (undef, '', 0);
  while (length $rest >= 4) {
    my ($length, $type) = unpack 'SS', $rest;
    last if $length < 4;
    my $value = substr $rest, 4, $length - 4;
    $type &= 0x7fff;
    if ($type == 1) { $id = unpack 'N', $value }
    elsif ($type == 3) { $before = unpack 'N', $value }
    elsif ($type == 10) { $payload = $value }
    $rest = length $rest > (($length + 3) & ~3) ? substr $rest, ($length + 3) & ~3 : '';
  }
  return unless defined $id;
  return verdict($id, 0, $before) if rand() < $lost;
  my $is_four = (vec($payload, 0, 8) >> 4) == 4;
  my $to = $is_four ? substr $payload, 16, 4 : substr $payload, 24, 16;
  my $now = $clock->();
  my $due = $now;
  if ($rate > 0) {
    $due = $free{$to} if ($free{$to} || 0) > $due;
    $due += 8 * length($payload) / $rate;
    # A queue of two seconds is as long as any router's.
    return verdict($id, 0, $before) if $due - $now > 2;
    $free{$to} = $due;
  }
  $due += $delay + $jitter * (2 * rand() - 1);
  # Jitter moves no packet before another: that is what the next share is for.
  $due = $last{$to} if ($last{$to} || 0) > $due;
  $last{$to} = $due;
  $due += 0.005 + 0.025 * rand() if rand() < $late;
  my $changed;
  if (rand() < $corrupt) {
    my $head = $is_four ? 4 * (vec($payload, 0, 8) & 15) : 40;
    my $bit = 8 * $head + int rand 8 * (length($payload) - $head);
    vec($payload, $bit, 1) ^= 1 if length $payload > $head;
    $changed = $payload;
  }
  hold([$due, $id, $before, $changed]);
  hold([$due, undef, $to, $payload]) if rand() < $twice;
}

sub hold {
  my ($entry) = @_;
  my $at = @held;
  $at-- while $at > 0 && $held[$at - 1][0] > $entry->[0];
  splice @held, $at, 0, $entry;
}

sub release {
  my ($due, $id, $what, $payload) = @{$_[0]};
  if (defined $id) { verdict($id, 4, $what, $payload) }
  else { send($raw, $payload, 0, pack_sockaddr_in(0, $what)) }
}

sub verdict {
  my ($id, $verdict, $before, $payload) = @_;
  my $body = attribute(2, pack 'NN', $verdict, $id);
  $body .= attribute(3, pack 'N', $before | $mark) if $verdict;
  $body .= attribute(10, $payload) if defined $payload;
  message(0x301, 1, $body);
}

# What is asked for is defined in linux/netfilter/nfnetlink_queue.h.
sub configure {
  message(0x302, 5, attribute(@_));
  recv($netlink, my $answer, 1 << 16, 0);
  my ($length, $type, $flags, $seq, $pid, $error) = unpack 'LSSLLl', $answer;
  die 'the kernel refuses the queue: ' . POSIX::strerror(-$error) . "\n" if $type == 2 && $error;
}

sub attribute {
  my ($type, $value) = @_;
  return pack('SS', 4 + length $value, $type) . $value . "\0" x (-length($value) % 4);
}

sub message {
  my ($type, $flags, $body) = @_;
  send($netlink, pack('LSSLL', 20 + length $body, $type, $flags, 0, 0) . pack('CCn', 0, 0, $queue) . $body, 0, pack('SSLL', 16, 0, 0, 0));
}

sub clock {
  my $found = eval { require Time::HiRes; Time::HiRes::clock_gettime(1); 1 };
  return sub { Time::HiRes::clock_gettime(1) } if $found;
  my %numbers = (x86_64 => 228, aarch64 => 113, riscv64 => 113, ppc64le => 246, s390x => 260, i686 => 265, armv7l => 263);
  my $number = $numbers{(POSIX::uname())[4]} or die "this perl has no clock\n";
  return sub {
    my $time = "\0" x 16;
    syscall($number, 1, $time);
    my ($seconds, $nanos) = unpack 'l!l!', $time;
    return $seconds + $nanos / 1e9;
  };
}`;
