// Escalon's topics from Go: kafka-go and protobuf, nothing of ours but the schemas.
//
//	subscribe publish BROKERS CONTACT TEXT     write one contact event
//	subscribe escalations BROKERS TOPIC COUNT  read COUNT records of a public topic
//	subscribe journal BROKERS TOPIC            read a journal from its beginning to its end
//
// Prints a line of JSON each.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/segmentio/kafka-go"
	"google.golang.org/protobuf/proto"

	contact "escalon.example/subscribe/escalon/contact/v1"
	escalation "escalon.example/subscribe/escalon/escalation/v1"
	journal "escalon.example/subscribe/escalon/journal/v1"
	publication "escalon.example/subscribe/escalon/publication/v1"
)

const longest = 30 * time.Second

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "subscribe:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) == 4 && arguments[0] == "publish":
		return publish(arguments[1], arguments[2], arguments[3])
	case len(arguments) == 4 && arguments[0] == "escalations":
		count, err := strconv.Atoi(arguments[3])
		if err != nil {
			return err
		}
		return escalations(arguments[1], arguments[2], count)
	case len(arguments) == 3 && arguments[0] == "journal":
		return readJournal(arguments[1], arguments[2])
	}
	return errors.New("give publish, escalations or journal; see the source")
}

// publish writes the event alone, as protobuf: its own event_id tells repetitions.
func publish(broker, contactID, text string) error {
	id := fmt.Sprintf("go-%d", time.Now().UnixNano())
	value, err := proto.Marshal(&contact.ContactEvent{
		EventId:   id,
		ContactId: contactID,
		Channel:   "chat",
		Body: &contact.ContactEvent_CustomerMessage{
			CustomerMessage: &contact.CustomerMessage{Text: text}},
	})
	if err != nil {
		return err
	}
	writer := &kafka.Writer{
		Addr: kafka.TCP(broker), Topic: "escalon.contact.ingress.v1",
		RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond}
	defer writer.Close()
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	err = writer.WriteMessages(ctx, kafka.Message{
		Key: []byte("any key"), Value: value,
		Headers: []kafka.Header{{Key: "content-type", Value: []byte("application/protobuf")}}})
	if err != nil {
		return err
	}
	return show(map[string]any{"id": id, "contact": contactID})
}

// escalations: delivery is at least once, so it drops what has a ce_id seen before. Keep the ids
// as long as a record may come again: a day is plenty.
func escalations(broker, topic string, count int) error {
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{broker}, GroupID: "example-go", Topic: topic,
		StartOffset: kafka.FirstOffset, MaxWait: 200 * time.Millisecond})
	defer reader.Close()
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	seen := map[string]bool{}
	for len(seen) < count {
		message, err := reader.FetchMessage(ctx)
		if err != nil {
			return err
		}
		headers := map[string]string{}
		for _, header := range message.Headers {
			headers[header.Key] = string(header.Value)
		}
		if id := headers["ce_id"]; !seen[id] {
			seen[id] = true
			var value publication.PublishedEscalation
			if err := proto.Unmarshal(message.Value, &value); err != nil {
				return err
			}
			err = show(map[string]any{
				"id": id, "type": headers["ce_type"], "case": value.CaseId,
				"escalation": value.Event.EscalationId, "src": headers["ce_src"],
				"prev": headers["ce_prev"]})
			if err != nil {
				return err
			}
		}
		// After the work is done.
		if err := reader.CommitMessages(ctx, message); err != nil {
			return err
		}
	}
	return nil
}

// fold tells which records of one partition of a journal are true. Owners that have been replaced
// may still append, and what was appended may come twice: every reader drops that by this rule.
type fold struct{ epoch, seq uint64 }

func (f *fold) accepts(record *journal.JournalRecord) (bool, error) {
	var body interface {
		GetEpoch() uint64
		GetSeq() uint64
	}
	switch kind := record.Body.(type) {
	case *journal.JournalRecord_EpochStart: // a new owner begins
		newer := kind.EpochStart.Epoch > f.epoch
		if newer {
			f.epoch = kind.EpochStart.Epoch
		}
		return newer, nil
	case *journal.JournalRecord_Decision:
		body = kind.Decision
	case *journal.JournalRecord_Progress:
		body = kind.Progress
	case *journal.JournalRecord_Attempt:
		body = kind.Attempt
	default:
		return false, errors.New("a record of a kind that is newer than this program")
	}
	if body.GetEpoch() > f.epoch {
		return false, errors.New("the journal is damaged: the marker of an epoch is missing")
	}
	if body.GetEpoch() < f.epoch || body.GetSeq() != f.seq+1 {
		return false, nil
	}
	f.seq = body.GetSeq()
	return true, nil
}

// readJournal reads all partitions from the beginning. Store the fold together with the offset to
// go on later.
func readJournal(broker, topic string) error {
	connection, err := kafka.Dial("tcp", broker)
	if err != nil {
		return err
	}
	defer connection.Close()
	partitions, err := connection.ReadPartitions(topic)
	if err != nil {
		return err
	}
	for _, partition := range partitions {
		if err := readPartition(broker, topic, partition.ID); err != nil {
			return err
		}
	}
	return nil
}

func readPartition(broker, topic string, partition int) error {
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	leader, err := kafka.DialLeader(ctx, "tcp", broker, topic, partition)
	if err != nil {
		return err
	}
	defer leader.Close()
	end, err := leader.ReadLastOffset()
	if err != nil {
		return err
	}
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{broker}, Topic: topic, Partition: partition,
		MaxWait: 200 * time.Millisecond})
	defer reader.Close()
	state := fold{}
	for next := int64(0); next < end; {
		message, err := reader.ReadMessage(ctx)
		if err != nil {
			return err
		}
		next = message.Offset + 1
		if err := take(&state, message); err != nil {
			return err
		}
	}
	return nil
}

func take(state *fold, message kafka.Message) error {
	var record journal.JournalRecord
	if err := proto.Unmarshal(message.Value, &record); err != nil {
		return err
	}
	accepted, err := state.accepts(&record)
	if err != nil || !accepted {
		return err
	}
	for _, change := range record.GetDecision().GetChanges() {
		names := []string{}
		for _, bytes := range change.Events {
			var event escalation.EscalationEvent
			if err := proto.Unmarshal(bytes, &event); err != nil {
				return err
			}
			reflected := event.ProtoReflect()
			field := reflected.WhichOneof(reflected.Descriptor().Oneofs().ByName("body"))
			names = append(names, string(field.Name()))
		}
		err := show(map[string]any{
			"partition": message.Partition, "offset": message.Offset, "key": change.Key,
			"events": names})
		if err != nil {
			return err
		}
	}
	return nil
}

func show(what map[string]any) error {
	return json.NewEncoder(os.Stdout).Encode(what)
}
