using System.Diagnostics;
using KosmosProbe.Engine.Containers;
using Xunit;

namespace KosmosProbe.Engine.Tests.Containers;

public class ContainerExchangeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(120);

    [Fact]
    public void QuestionsAndAnswersKeepTheirOrder()
    {
        using var exchange = new ContainerExchange();
        Assert.True(exchange.Ask(Request(1)));
        Assert.True(exchange.Ask(Request(2)));
        Assert.True(exchange.TryTakeRequest(out var first));
        Assert.True(exchange.TryTakeRequest(out var second));
        Assert.False(exchange.TryTakeRequest(out _));
        Assert.Equal([1], first.FullId);
        Assert.Equal([2], second.FullId);

        Assert.False(exchange.TryTake(out _));
        Assert.True(exchange.Answer(ContainerAnswer.Unknown([1])));
        Assert.True(exchange.Answer(ContainerAnswer.Gone([2])));
        Assert.True(exchange.TryTake(out var answer));
        Assert.Equal(ContainerOutcome.Unknown, answer.Outcome);
        Assert.True(exchange.TryTake(out answer));
        Assert.Equal(ContainerOutcome.Gone, answer.Outcome);
        Assert.False(exchange.TryTake(out _));
    }

    [Fact]
    public void WhatFindsNoRoomIsRefusedAndCounted()
    {
        using var exchange = new ContainerExchange(requestsMax: 4, answersMax: 2);
        for (int i = 0; i < 4; i++)
        {
            Assert.True(exchange.Ask(Request((byte)i)));
        }

        Assert.False(exchange.Ask(Request(4)));
        Assert.Equal(1, exchange.Refused);
        Assert.True(exchange.TryTakeRequest(out _));
        Assert.True(exchange.Ask(Request(5)));

        Assert.True(exchange.Answer(ContainerAnswer.Unknown([1])));
        Assert.True(exchange.Answer(ContainerAnswer.Unknown([2])));
        Assert.False(exchange.Answer(ContainerAnswer.Unknown([3])));
    }

    [Fact]
    public void AQuestionWakesWhoWaits()
    {
        using var exchange = new ContainerExchange();
        Assert.False(exchange.WaitForRequest(TimeSpan.FromMilliseconds(1)));
        bool woken = false;
        var waiter = new Thread(() => woken = exchange.WaitForRequest(Soon));
        waiter.Start();
        Thread.Sleep(20);
        long start = Stopwatch.GetTimestamp();
        exchange.Ask(Request(1));
        Assert.True(waiter.Join(Soon));
        Assert.True(woken);
        Assert.True(Stopwatch.GetElapsedTime(start) < Soon / 2);
    }

    [Fact]
    public void ManyThreadsLoseNothing()
    {
        const int Producers = 4;
        const int Each = 20_000;
        var queue = new BoundedQueue<int>(64);
        long sum = 0;
        int taken = 0;
        var producers = Enumerable.Range(0, Producers).Select(_ => new Thread(() =>
        {
            for (int i = 1; i <= Each; i++)
            {
                SpinWait.SpinUntil(() => queue.TryAdd(i));
            }
        })).ToArray();
        var consumers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (Volatile.Read(ref taken) < Producers * Each)
            {
                if (queue.TryTake(out int item))
                {
                    Interlocked.Add(ref sum, item);
                    Interlocked.Increment(ref taken);
                }
                else
                {
                    Thread.Yield();
                }
            }
        })).ToArray();
        foreach (var thread in producers.Concat(consumers))
        {
            thread.IsBackground = true;
            thread.Start();
        }

        Assert.All(producers.Concat(consumers), thread => Assert.True(thread.Join(TimeSpan.FromSeconds(60))));
        Assert.Equal((long)Producers * Each * (Each + 1) / 2, sum);
        Assert.True(queue.IsEmpty);
    }

    private static ContainerRequest Request(byte id) => new([id], [], ContainerRequestCause.CgroupMade);
}
