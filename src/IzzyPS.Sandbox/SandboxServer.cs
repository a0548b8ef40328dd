using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using IzzyPS.Sandbox.Api;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Sandbox;

/// <summary>One request that was served, for whoever watches.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Status">The status, or 0 where no answer was given.</param>
/// <param name="Duration">From the head to the end of the answer.</param>
/// <param name="Fault">The fault that struck it, or null.</param>
/// <param name="Note">What was done, where that is worth a note: the id of a new car, though its answer be lost.</param>
internal sealed record ServedRequest(string Method, string Path, int Status, TimeSpan Duration, SandboxFault? Fault, string? Note);

/// <summary>
/// A stand-in for the dealer API on loopback: strict where the contract speaks, sick where it is told to be.
/// It speaks HTTP/1.1 on plain sockets, because PowerShell has no ASP.NET Core and <c>HttpListener</c> can't drop a connection on Linux.
/// </summary>
internal sealed class SandboxServer : IAsyncDisposable
{
    private static readonly SandboxRoutes[] Routes = [.. Enum.GetValues<SandboxRoutes>().Where(route => int.IsPow2((int)route))];

    /// <summary>What a server that lies would answer to a create that it never did.</summary>
    private static readonly HttpAnswer NeverDone = HttpAnswer.Of(201, "id", "never-committed");

    /// <summary>What a call beyond the rate limit gets.</summary>
    private static readonly HttpAnswer Busy = HttpAnswer.Refusal(429, "too many requests") with { Headers = "Retry-After: 1\r\n", Note = "rate limit" };

    private readonly TimeProvider _clock;
    private readonly Action<ServedRequest>? _served;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly CarStore _cars;
    private readonly TokenDesk _tokens;
    private readonly SandboxApi _api;
    private readonly RateLimiter _limiter;
    private readonly FaultSchedule _faults;
    private readonly int[] _requests = new int[32];
    private readonly Task _accepting;
    private int _underWay;
    private int _highestConcurrency;
    private int _limited;
    private int _disposed;

    private SandboxServer(SandboxOptions options, TimeProvider clock, Action<ServedRequest>? served, Socket listener)
    {
        Options = options;
        _clock = clock;
        _served = served;
        _listener = listener;
        ClientId = options.ClientId ?? "sandbox-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        ClientSecret = options.ClientSecret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");
        _cars = new CarStore(clock);
        _tokens = new TokenDesk(ClientId, ClientSecret, options.TokenLifetime, clock);
        _api = new SandboxApi(_cars, _tokens, new CheckDesk(options.CheckPolls, clock), options.PutRevives);
        _limiter = new RateLimiter(options.RateLimit, clock);
        _faults = new FaultSchedule(options.Faults, options.Seed, clock);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where the stand-in listens.</summary>
    internal Uri BaseUri { get; }

    /// <summary>What it was told.</summary>
    internal SandboxOptions Options { get; }

    internal string ClientId { get; }

    internal string ClientSecret { get; }

    /// <summary>Every car that was ever created, deleted ones too.</summary>
    internal IReadOnlyList<SandboxCar> Cars => [.. _cars.All];

    /// <summary>The cars that are listed.</summary>
    internal IReadOnlyList<SandboxCar> ActiveCars => [.. _cars.All.Where(car => car.IsActive)];

    /// <summary>The VINs of more than one active car: what must never be.</summary>
    internal IReadOnlyList<string> DuplicateVins =>
        [.. ActiveCars.Where(car => car.Vin is not null).GroupBy(car => car.Vin!, StringComparer.Ordinal).Where(group => group.Skip(1).Any()).Select(group => group.Key)];

    /// <summary>How many requests came, per call; a fault that broke one off counts too.</summary>
    internal IReadOnlyDictionary<SandboxRoutes, int> Requests => Routes.ToFrozenDictionary(route => route, route => CountOf(route));

    /// <summary>The tokens given out: secrets too.</summary>
    internal IReadOnlyCollection<string> Tokens => [.. _tokens.Issued];

    /// <summary>The faults that it was told, and how often each struck.</summary>
    internal ImmutableArray<FaultCount> Faults => _faults.Counts;

    /// <summary>How many requests the rate limit refused.</summary>
    internal int Limited => Volatile.Read(ref _limited);

    /// <summary>How many requests are under way now.</summary>
    internal int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The most requests that were under way at one time.</summary>
    internal int HighestConcurrency => Volatile.Read(ref _highestConcurrency);

    /// <summary>Connections that are open now.</summary>
    internal int OpenConnections => _connections.Count;

    /// <summary>Starts to listen.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="served">Called for each request, on the thread that served it.</param>
    /// <param name="clock">The time of tokens and rates.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    internal static SandboxServer Start(SandboxOptions? options = null, Action<ServedRequest>? served = null, TimeProvider? clock = null)
    {
        options ??= new SandboxOptions();
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Not ReuseAddress: on Linux it lets two sandboxes share a port. Connections in TIME_WAIT don't hinder a bind in .NET anyway.
            listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            listener.Listen(512);
            return new SandboxServer(options, clock ?? TimeProvider.System, served, listener);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>How many requests of one or several calls came.</summary>
    internal int CountOf(SandboxRoutes routes) =>
        Routes.Where(route => (routes & route) != SandboxRoutes.None).Sum(route => Volatile.Read(ref _requests[int.Log2((int)route)]));

    /// <summary>Ends all faults.</summary>
    internal void Heal() => _faults.End();

    /// <summary>Makes every token given out so far bad, as a server does that was restarted.</summary>
    internal void RevokeTokens() => _tokens.RevokeAll();

    /// <summary>Stops listening, breaks off what is under way and waits until every socket is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _connections[socket] = done.Task;
                _ = ServeAsync(socket, done);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // One client that went away while it was accepted must not end it for the others.
                await Task.Yield();
            }
        }
    }

    private async Task ServeAsync(Socket socket, TaskCompletionSource done)
    {
        // Off the accepting thread: accepting must not wait for a first request.
        await Task.Yield();
        try
        {
            using var connection = new HttpConnection(socket, Options.MaxBodyBytes);
            try
            {
                while (await connection.ReadHeadAsync(_stop.Token).ConfigureAwait(false) is { } request)
                {
                    if (!await ExchangeAsync(connection, request).ConfigureAwait(false))
                        break;
                }
            }
            catch (HttpFormatException exception)
            {
                await connection.SendAsync(HttpAnswer.Refusal(exception.Status, exception.Message), keepAlive: false, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException or EndOfStreamException)
        {
            // The client or the sandbox hung up.
        }
        finally
        {
            _connections.TryRemove(socket, out _);
            done.SetResult();
        }
    }

    /// <summary>Serves one request.</summary>
    /// <returns>Whether the connection can serve another one.</returns>
    private async ValueTask<bool> ExchangeAsync(HttpConnection connection, HttpRequest request)
    {
        var exchange = new Exchange(connection, request, Route.Of(request.Method, request.Path));
        var call = exchange.Route.Call;
        if (call != SandboxRoutes.None)
            Interlocked.Increment(ref _requests[int.Log2((int)call)]);
        Enter();
        try
        {
            exchange.IsBusy = (call & SandboxRoutes.Api) != SandboxRoutes.None && !_limiter.TryTake();
            exchange.Fault = exchange.IsBusy ? null : _faults.Next(call, isReusedConnection: connection.Requests > 1);
            var breaksEarly = exchange.Fault is { Moment: FaultMoment.BeforeBody, AnswersRight: false };
            var keepAlive = breaksEarly
                ? await BreakAsync(exchange, NeverDone).ConfigureAwait(false)
                : await AnswerAsync(exchange).ConfigureAwait(false);
            return keepAlive && request.KeepAlive && !(breaksEarly && request.HasBody);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
            _served?.Invoke(new ServedRequest(request.Method, request.Path, exchange.Status, Stopwatch.GetElapsedTime(exchange.Started), exchange.Fault, exchange.Note));
        }
    }

    private async ValueTask<bool> AnswerAsync(Exchange exchange)
    {
        var body = await exchange.Connection.ReadBodyAsync(exchange.Request, _stop.Token).ConfigureAwait(false);
        if (Options.Latency > TimeSpan.Zero)
        {
            var due = exchange.Started + (long)(Options.Latency.TotalSeconds * Stopwatch.Frequency);
            await PreciseDelay.WaitUntilAsync(due, _stop.Token).ConfigureAwait(false);
        }

        if (exchange.IsBusy)
        {
            Interlocked.Increment(ref _limited);
            return await SendAsync(exchange, Busy).ConfigureAwait(false);
        }

        var fault = exchange.Fault;
        if (fault is { Moment: FaultMoment.BeforeCommit, AnswersRight: false })
            return await BreakAsync(exchange, NeverDone).ConfigureAwait(false);
        if (fault is { AnswersRight: true, Moment: not FaultMoment.AfterCommit })
            await BeginAsync(fault).ConfigureAwait(false);
        var answer = _api.Handle(exchange.Route, exchange.Request, body);
        return fault is { Moment: FaultMoment.AfterCommit }
            ? await BreakAsync(exchange, answer).ConfigureAwait(false)
            : await SendAsync(exchange, answer).ConfigureAwait(false) && fault?.Kind != FaultKind.CloseAfter;
    }

    private async ValueTask<bool> SendAsync(Exchange exchange, HttpAnswer answer)
    {
        exchange.Note = answer.Note;
        await exchange.Connection.SendAsync(answer, exchange.Request.KeepAlive, _stop.Token).ConfigureAwait(false);
        exchange.Status = answer.Status;
        return true;
    }

    private async ValueTask<bool> BreakAsync(Exchange exchange, HttpAnswer right)
    {
        // Noted first: the client may well be gone before the fault is through.
        exchange.Note = right.Note;
        await BeginAsync(exchange.Fault!).ConfigureAwait(false);
        var givenId = _cars.All.FirstOrDefault()?.Id ?? "never-given";
        (exchange.Status, var keepAlive) = await FaultyAnswer.SendAsync(exchange.Fault!, right, givenId, _clock.GetUtcNow(), exchange.Connection, _stop.Token).ConfigureAwait(false);
        return keepAlive;
    }

    /// <summary>What a fault does before anything is answered.</summary>
    private async ValueTask BeginAsync(SandboxFault fault)
    {
        await PreciseDelay.WaitAsync(fault.Wait, _stop.Token).ConfigureAwait(false);
        if (fault.Kind == FaultKind.RevokeTokens)
            _tokens.RevokeAll();
    }

    private void Enter()
    {
        var underWay = Interlocked.Increment(ref _underWay);
        int highest;
        while (underWay > (highest = Volatile.Read(ref _highestConcurrency)))
            Interlocked.CompareExchange(ref _highestConcurrency, underWay, highest);
    }

    /// <summary>One request and what becomes of it.</summary>
    private sealed class Exchange(HttpConnection connection, HttpRequest request, Route route)
    {
        public long Started { get; } = Stopwatch.GetTimestamp();

        public HttpConnection Connection => connection;

        public HttpRequest Request => request;

        public Route Route => route;

        /// <summary>Whether it is beyond the rate limit.</summary>
        public bool IsBusy { get; set; }

        public SandboxFault? Fault { get; set; }

        /// <summary>The status that the client can have read, or 0.</summary>
        public int Status { get; set; }

        public string? Note { get; set; }
    }
}
