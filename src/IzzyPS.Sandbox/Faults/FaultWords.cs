using System.Collections.Immutable;

namespace IzzyPS.Sandbox.Faults;

/// <summary>The words of faults. Reading, writing, completion, messages and the README use these tables.</summary>
internal static class FaultWords
{
    internal const string On = "on";
    internal const string Reused = "reused";
    internal const string Statuses = "400 to 599";

    internal static readonly ImmutableArray<FaultWord<FaultKind>> Kinds =
    [
        new("status", FaultKind.Status, "an answer with that status, and with retry-after=, content-type= and body= if given"),
        new("drop", FaultKind.Drop, "the connection is closed without an answer"),
        new("reset", FaultKind.Reset, "the connection is reset"),
        new("no-answer", FaultKind.NoAnswer, "no answer comes"),
        new("delay", FaultKind.Delay, "the right answer comes late: after 1 s, or after delay="),
        new("slow-head", FaultKind.SlowHead, "the answer's head comes byte by byte"),
        new("slow-body", FaultKind.SlowBody, "the answer's body comes byte by byte"),
        new("truncated", FaultKind.Truncated, "the answer breaks off in the middle of its body"),
        new("empty", FaultKind.Empty, "2xx without a body"),
        new("not-json", FaultKind.NotJson, "2xx with a web page"),
        new("wrong-type", FaultKind.WrongType, "2xx with an id that is a number"),
        new("repeated-id", FaultKind.RepeatedId, "2xx with the id of another car"),
        new("huge-body", FaultKind.HugeBody, "an answer of ten gigabytes"),
        new("endless-head", FaultKind.EndlessHead, "an answer whose head never ends"),
        new("gzip-bomb", FaultKind.GzipBomb, "a small answer that unpacks to a hundred megabytes"),
        new("redirect", FaultKind.Redirect, "302 to another host"),
        new("close-after", FaultKind.CloseAfter, "the right answer comes, then the connection is closed without notice"),
        new("revoke-tokens", FaultKind.RevokeTokens, "every token issued so far becomes invalid"),
    ];

    internal static readonly ImmutableArray<FaultWord<FaultMoment>> Moments =
    [
        new("before-body", FaultMoment.BeforeBody, "before the server reads the request's body"),
        new("before-commit", FaultMoment.BeforeCommit, "before the server carries out the call; the default"),
        new("after-commit", FaultMoment.AfterCommit, "after the server has carried out the call"),
    ];

    /// <summary>Words for several calls come first, so that a set of calls is written with as few words as possible.</summary>
    internal static readonly ImmutableArray<FaultWord<SandboxRoutes>> Routes =
    [
        new("all", SandboxRoutes.All, "every call"),
        new("api", SandboxRoutes.Api, "every call except token"),
        new("cars", SandboxRoutes.Cars, "create, update and close"),
        new("token", SandboxRoutes.Token, "POST /oauth/token"),
        new("create", SandboxRoutes.CreateCar, "POST /external/cars; the default"),
        new("update", SandboxRoutes.UpdateCar, "PUT /external/cars/{id}"),
        new("close", SandboxRoutes.DeleteCar, "DELETE /external/cars/{id}"),
        new("image", SandboxRoutes.AddImage, "POST of an image"),
        new("delete-image", SandboxRoutes.DeleteImage, "DELETE of an image"),
        new("check", SandboxRoutes.StartCheck, "POST of a vehicle check"),
        new("poll", SandboxRoutes.PollCheck, "GET of a vehicle check"),
        new("report", SandboxRoutes.CheckReport, "GET of a check's report"),
    ];

    internal static readonly ImmutableArray<FaultSetting> Settings =
    [
        new("from", "from=N", "from the Nth request that fits"),
        new("times", "times=N", "at most N times; without it, every time"),
        new("chance", "chance=5%", "by chance; the same seed gives the same faults"),
        new("at", "at=30s", "from that time after the sandbox's start"),
        new("for", "for=10s", "for that time, from at= on"),
        new("delay", "delay=2s", "the time before the fault strikes; for slow-head and slow-body, between two bytes"),
        new("status", "status=N", "any status from 200 to 599"),
        new("retry-after", "retry-after=TEXT", "the Retry-After header of a status: any text; now+30s and now-1d become dates"),
        new("content-type", "content-type=TEXT", "the content type of a status, such as text/html for the page of a proxy"),
        new("body", "body=TEXT", "the body of a status"),
    ];

    /// <summary>Gets the word of a kind.</summary>
    internal static string GetWord(FaultKind kind) => Kinds.First(word => word.Value == kind).Word;

    /// <summary>Suggests words that complete the typed text of a fault. Each suggestion is a whole word and its meaning.</summary>
    internal static IEnumerable<(string Word, string Meaning)> Suggest(string typed)
    {
        var start = typed.LastIndexOf(' ') + 1;
        var before = typed[..start].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var last = typed[start..];
        if (before is [.., On])
        {
            var list = last[..(last.LastIndexOf(',') + 1)];
            return FilterByStart(Routes.Select(route => (list + route.Word, route.Meaning)), last);
        }

        var rest = Moments.Select(moment => (moment.Word, moment.Meaning))
            .Prepend((On, "which calls: " + JoinWords(Routes)))
            .Append((Reused, "only on a connection that has served a request before"))
            .Concat(Settings.Select(setting => (setting.Name + "=", $"{setting.Form}: {setting.Meaning}")));
        return FilterByStart(before.Length == 0 ? Kinds.Select(kind => (kind.Word, kind.Meaning)) : rest, last);
    }

    /// <summary>Joins the words of a table for a message.</summary>
    internal static string JoinWords<T>(ImmutableArray<FaultWord<T>> table) => string.Join(", ", table.Select(word => word.Word));

    private static IEnumerable<(string Word, string Meaning)> FilterByStart(IEnumerable<(string Word, string Meaning)> words, string typed) =>
        words.Where(word => word.Word.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
}
