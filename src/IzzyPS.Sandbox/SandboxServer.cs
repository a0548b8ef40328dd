using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using IzzyPS.Sandbox.Api;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Sandbox;

/// <summary>
/// A stand-in for the dealer API on loopback. It follows the API's contract strictly and causes the faults of its options.
/// The server speaks HTTP/1.1 on plain sockets. PowerShell has no ASP.NET Core, and <c>HttpListener</c> can't drop a connection on Linux.
/// </summary>
internal sealed class SandboxServer : IAsyncDisposable
{
    /// <summary>The right answer that a fault replaces when nothing was created. The id belongs to no car.</summary>
    private static readonly HttpAnswer NeverDone = HttpAnswer.CreateJson(201, "id", "never-committed");

    /// <summary>The answer to a request that exceeds the rate limit.</summary>
    private static readonly HttpAnswer Busy = HttpAnswer.CreateRefusal(429, "too many requests") with { Headers = "Retry-After: 1\r\n", Note = "rate limit" };

    private readonly TimeProvider _clock;
    private readonly Action<ServedRequest>? _served;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly CarStore _cars;
    private readonly TokenIssuer _tokens;
    private readonly SandboxApi _api;
    private readonly RateLimiter _limiter;
    private readonly FaultSchedule _faults;
    private readonly RequestCounts _counts = new();
    private readonly Task _accepting;
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
        _tokens = new TokenIssuer(ClientId, ClientSecret, options.TokenLifetime, clock);
        _api = new SandboxApi(_cars, _tokens, new VehicleChecks(options.CheckPolls, clock), options.PutRevives);
        _limiter = new RateLimiter(options.RateLimit, clock);
        _faults = new FaultSchedule(options.Faults, options.Seed, clock);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The address of the sandbox.</summary>
    internal Uri BaseUri { get; }

    /// <summary>The options that the sandbox was started with.</summary>
    internal SandboxOptions Options { get; }

    internal string ClientId { get; }

    internal string ClientSecret { get; }

    /// <summary>Every car that was ever created, deleted cars included.</summary>
    internal IReadOnlyList<SandboxCar> Cars => [.. _cars.All];

    /// <summary>The cars that are listed.</summary>
    internal IReadOnlyList<SandboxCar> ActiveCars => [.. _cars.All.Where(car => car.IsActive)];

    /// <summary>The VINs of which more than one active car exists. There must never be any.</summary>
    internal IReadOnlyList<string> DuplicateVins =>
        [.. ActiveCars.Where(car => car.Vin is not null).GroupBy(car => car.Vin!, StringComparer.Ordinal).Where(group => group.Skip(1).Any()).Select(group => group.Key)];

    /// <summary>How many requests came, for each call. A request that a fault broke off counts too.</summary>
    internal IReadOnlyDictionary<SandboxRoutes, int> Requests => _counts.ToDictionary();

    /// <summary>The tokens that were issued. They are secrets.</summary>
    internal IReadOnlyCollection<string> Tokens => [.. _tokens.Issued];

    /// <summary>The faults of the options, and how often each has struck.</summary>
    internal ImmutableArray<FaultCount> Faults => _faults.Counts;

    /// <summary>How many requests the rate limit refused.</summary>
    internal int Limited => _counts.Limited;

    /// <summary>How many requests are in flight now.</summary>
    internal int InFlight => _counts.InFlight;

    /// <summary>The most requests that were in flight at the same time.</summary>
    internal int HighestConcurrency => _counts.HighestConcurrency;

    /// <summary>Connections that are open now.</summary>
    internal int OpenConnections => _connections.Count;

    /// <summary>Starts a sandbox, which listens at once.</summary>
    /// <param name="options">How the sandbox behaves.</param>
    /// <param name="served">Called for each request, on the thread that served the request.</param>
    /// <param name="clock">The clock for tokens, rates and the times of faults.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    internal static SandboxServer Start(SandboxOptions? options = null, Action<ServedRequest>? served = null, TimeProvider? clock = null)
    {
        options ??= new SandboxOptions();
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // ReuseAddress stays off: on Linux it would let two sandboxes share a port. .NET binds a port with connections in TIME_WAIT anyway.
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
    internal int CountRequests(SandboxRoutes routes) => _counts.CountRequests(routes);

    /// <summary>Ends all faults.</summary>
    internal void EndFaults() => _faults.End();

    /// <summary>Revokes every token issued so far, as a restarted server does.</summary>
    internal void RevokeTokens() => _tokens.RevokeAll();

    /// <summary>Stops listening, breaks off the requests in flight and waits until every socket is closed.</summary>
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
                // A client that disconnects while the sandbox accepts it must not stop the sandbox for other clients.
                await Task.Yield();
            }
        }
    }

    private async Task ServeAsync(Socket socket, TaskCompletionSource done)
    {
        // The rest runs on another thread, so that accepting does not wait for the first request.
        await Task.Yield();
        try
        {
            using var connection = new HttpConnection(socket, Options.MaxBodyBytes);
            try
            {
                while (await connection.ReadHeadAsync(_stop.Token).ConfigureAwait(false) is { } request)
                {
                    if (!await ServeRequestAsync(connection, request).ConfigureAwait(false))
                        break;
                }
            }
            catch (HttpFormatException exception)
            {
                await connection.SendAsync(HttpAnswer.CreateRefusal(exception.Status, exception.Message), keepAlive: false, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException or EndOfStreamException)
        {
            // The client or the sandbox closed the connection.
        }
        finally
        {
            _connections.TryRemove(socket, out _);
            done.SetResult();
        }
    }

    /// <summary>Serves one request.</summary>
    /// <returns>Whether the connection can serve another request.</returns>
    private async ValueTask<bool> ServeRequestAsync(HttpConnection connection, HttpRequest request)
    {
        var exchange = new Exchange(connection, request, Route.Parse(request.Method, request.Path));
        var call = exchange.Route.Call;
        _counts.Begin(call);
        try
        {
            exchange.IsBusy = (call & SandboxRoutes.Api) != SandboxRoutes.None && !_limiter.TryTake();
            exchange.Fault = exchange.IsBusy ? null : _faults.TakeFault(call, isReusedConnection: connection.Requests > 1);
            var breaksEarly = exchange.Fault is { Moment: FaultMoment.BeforeBody, AnswersRight: false };
            var keepAlive = breaksEarly
                ? await BreakAsync(exchange, NeverDone).ConfigureAwait(false)
                : await AnswerAsync(exchange).ConfigureAwait(false);
            return keepAlive && request.KeepAlive && !(breaksEarly && request.HasBody);
        }
        finally
        {
            _counts.End();
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
            _counts.AddLimited();
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
        // The note is set first, because the client may disconnect before the fault has ended.
        exchange.Note = right.Note;
        await BeginAsync(exchange.Fault!).ConfigureAwait(false);
        var givenId = _cars.All.FirstOrDefault()?.Id ?? "never-given";
        (exchange.Status, var keepAlive) = await FaultyAnswer.SendAsync(exchange.Fault!, right, givenId, _clock.GetUtcNow(), exchange.Connection, _stop.Token).ConfigureAwait(false);
        return keepAlive;
    }

    /// <summary>Carries out the part of a fault that comes before the answer: the wait, and revoked tokens.</summary>
    private async ValueTask BeginAsync(SandboxFault fault)
    {
        await PreciseDelay.WaitAsync(fault.Wait, _stop.Token).ConfigureAwait(false);
        if (fault.Kind == FaultKind.RevokeTokens)
            _tokens.RevokeAll();
    }
}
