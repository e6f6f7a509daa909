// Timers by asynq: `peer arm|cancel|work PORT COUNT …`. Prints a JSON object.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
)

const (
	clients  = 32 // that arm or cancel at the same time
	kind     = "timer"
	idPrefix = "t-"
)

type payload struct {
	DueUs int64  `json:"due_us"`
	Pad   string `json:"pad"`
}

func number(at int) int {
	value, err := strconv.ParseFloat(os.Args[at], 64)
	if err != nil {
		log.Fatalf("argument %d: %v", at, err)
	}
	return int(value)
}

func redis() asynq.RedisClientOpt {
	return asynq.RedisClientOpt{Addr: "127.0.0.1:" + os.Args[2], PoolSize: 2 * clients}
}

func say(values map[string]any) {
	text, err := json.Marshal(values)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}

// forAll calls `do` for 0 to count-1 from several goroutines, and returns the seconds it took.
func forAll(count int, do func(i int) error) float64 {
	began := time.Now()
	var next atomic.Int64
	var group sync.WaitGroup
	for c := 0; c < clients; c++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					log.Fatal(err)
				}
			}
		}()
	}
	group.Wait()
	return time.Since(began).Seconds()
}

// arm PORT COUNT FIRST_DUE_MS RATE PAYLOAD_BYTES: all due at once where the rate is 0.
func arm() {
	count, first, rate, pad := number(3), int64(number(4)), number(5), strings.Repeat("x", number(6))
	client := asynq.NewClient(redis())
	seconds := forAll(count, func(i int) error {
		due := 1000 * first
		if rate > 0 {
			due += int64(i) * 1000000 / int64(rate) / 1000 * 1000
		}
		body, err := json.Marshal(payload{DueUs: due, Pad: pad})
		if err != nil {
			return err
		}
		_, err = client.Enqueue(asynq.NewTask(kind, body), asynq.ProcessAt(time.UnixMicro(due)),
			asynq.TaskID(idPrefix+strconv.Itoa(i)))
		return err
	})
	say(map[string]any{"arm_per_second": float64(count) / seconds})
}

// cancel PORT COUNT PERCENT
func cancel() {
	count, percent := number(3), number(4)
	inspector := asynq.NewInspector(redis())
	var cancelled atomic.Int64
	seconds := forAll(count, func(i int) error {
		if i%100 >= percent {
			return nil
		}
		cancelled.Add(1)
		return inspector.DeleteTask("default", idPrefix+strconv.Itoa(i))
	})
	say(map[string]any{"cancelled": cancelled.Load(),
		"cancel_per_second": float64(cancelled.Load()) / seconds})
}

type tally struct {
	mutex    sync.Mutex
	lateness []float64 // ms
	seen     map[string]bool
	twice    int
	early    int
	firstUs  int64
	lastUs   int64
}

func (t *tally) fired(ctx context.Context, task *asynq.Task) error {
	at := time.Now().UnixMicro()
	var told payload
	if err := json.Unmarshal(task.Payload(), &told); err != nil {
		return err
	}
	id, _ := asynq.GetTaskID(ctx)
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.seen[id] {
		t.twice++
	}
	t.seen[id] = true
	if at < told.DueUs {
		t.early++
	}
	if told.DueUs < t.firstUs {
		t.firstUs = told.DueUs
	}
	t.lastUs = at
	t.lateness = append(t.lateness, float64(at-told.DueUs)/1000)
	return nil
}

func (t *tally) percentiles() map[string]float64 {
	sort.Float64s(t.lateness)
	at := func(part float64) float64 {
		if len(t.lateness) == 0 {
			return 0
		}
		rank := math.Max(math.Ceil(part*float64(len(t.lateness))), 1)
		return t.lateness[int(rank)-1]
	}
	return map[string]float64{"p50": at(0.5), "p99": at(0.99), "p999": at(0.999), "max": at(1)}
}

// work PORT COUNT CONCURRENCY CHECK_MS PATIENCE_SECONDS: until COUNT have fired.
func work() {
	count := number(3)
	t := &tally{seen: map[string]bool{}, firstUs: math.MaxInt64, lastUs: time.Now().UnixMicro()}
	server := asynq.NewServer(redis(), asynq.Config{
		Concurrency:              number(4),
		DelayedTaskCheckInterval: time.Duration(number(5)) * time.Millisecond,
		LogLevel:                 asynq.ErrorLevel,
	})
	if err := server.Start(asynq.HandlerFunc(t.fired)); err != nil {
		log.Fatal(err)
	}
	fmt.Println("ready")
	patience := int64(number(6)) * 1000000
	for {
		t.mutex.Lock()
		done := len(t.lateness) >= count || time.Now().UnixMicro()-t.lastUs > patience
		t.mutex.Unlock()
		if done {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.mutex.Lock()
	say(map[string]any{"fired": len(t.seen), "missing": count - len(t.seen), "twice": t.twice,
		"early":           t.early,
		"fire_per_second": float64(len(t.seen)) * 1e6 / float64(t.lastUs-t.firstUs),
		"accepted_ms":     t.percentiles()})
	os.Exit(0)
}

func main() {
	commands := map[string]func(){"arm": arm, "cancel": cancel, "work": work}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		log.Fatal("arm, cancel or work")
	}
	commands[os.Args[1]]()
}
