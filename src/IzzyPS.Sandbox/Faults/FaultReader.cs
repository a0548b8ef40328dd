using System.Collections.Immutable;
using System.Globalization;

namespace IzzyPS.Sandbox.Faults;

/// <summary>Reads the text of one fault, word by word.</summary>
internal sealed class FaultReader(string text)
{
    private readonly FaultTokens _words = new(text);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private SandboxFault _fault = new(FaultKind.Delay);
    private string? _kind;

    private static string Kinds => $"a status from {FaultWords.Statuses}, {FaultWords.JoinWords(FaultWords.Kinds)}";

    private static string Forms =>
        $"{FaultWords.On} CALLS, {FaultWords.JoinWords(FaultWords.Moments)}, {FaultWords.Reused}, {string.Join(", ", FaultWords.Settings.Select(setting => setting.Form))}";

    internal SandboxFault Read()
    {
        while (_words.TryNext(out var word))
        {
            if (word.Name is null)
                TakeWord(word.Text);
            else
                TakeSetting(word);
        }

        // A delay alone is a fault. Together with another fault it is the time before that fault strikes.
        if (_kind is null && _fault.Delay is null)
            throw new FaultTextException($"The text does not say what goes wrong: {Kinds}.");
        if (_fault.Kind != FaultKind.Status && (_fault.RetryAfter is not null ? "retry-after" : _fault.ContentType is not null ? "content-type" : _fault.Body is not null ? "body" : null) is { } setting)
            throw new FaultTextException($"'{setting}=' goes with a status, such as 503 or status=503, and not with {_kind ?? "delay"}.");
        return _fault;
    }

    private void TakeWord(string word)
    {
        var lower = word.ToLowerInvariant();
        if (lower == FaultWords.On)
            TakeRoutes();
        else if (lower == FaultWords.Reused)
            Change(lower, fault => fault with { ReusedOnly = true });
        else if (Find(FaultWords.Moments, lower) is { } moment)
            Change("the moment", fault => fault with { Moment = moment.Value });
        else if (Find(FaultWords.Kinds, lower) is { } kind)
            TakeKind(word, kind.Value);
        else if (int.TryParse(lower, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            TakeStatus(word, status is >= 400 and <= 599 ? status : throw CreateInvalid(word, $"a number alone is a status from {FaultWords.Statuses}; another is written status={status}"));
        else
            throw CreateUnknown(word, _kind is null ? $"no fault; a fault is {Kinds}" : $"not understood; after {_kind} these may follow: {Forms}");
    }

    private void TakeKind(string word, FaultKind kind)
    {
        if (_kind is not null)
            throw CreateUnknown(word, $"a second fault beside {_kind}; one text is one fault");
        _kind = word;
        _fault = _fault with { Kind = kind };
    }

    private void TakeStatus(string word, int status)
    {
        TakeKind(word, FaultKind.Status);
        _fault = _fault with { Status = status };
    }

    private void TakeRoutes()
    {
        var list = string.Empty;
        while ((list.Length == 0 || list.EndsWith(',')) && _words.TryNext(out var word))
            list += word.Text;
        var routes = SandboxRoutes.None;
        foreach (var name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            routes |= Find(FaultWords.Routes, name.ToLowerInvariant())?.Value
                ?? throw CreateInvalid($"{FaultWords.On} {list}".TrimEnd(), $"{(name.Length == 0 ? "a call is missing" : $"there is no call '{name}'")}; calls are {FaultWords.JoinWords(FaultWords.Routes)}");
        }

        Change(FaultWords.On, fault => fault with { Routes = routes });
    }

    private void TakeSetting(FaultToken word)
    {
        var value = word.Value!;
        switch (word.Name)
        {
            case "from":
                Change("from=", fault => fault with { From = ParseCount(word) });
                break;
            case "times":
                Change("times=", fault => fault with { Times = ParseCount(word) });
                break;
            case "chance":
                Change("chance=", fault => fault with { Chance = ParseChance(word) });
                break;
            case "at":
                Change("at=", fault => fault with { At = ParseTime(word) });
                break;
            case "for":
                Change("for=", fault => fault with { For = ParseTime(word) is var time && time > TimeSpan.Zero ? time : throw CreateInvalid(word.Text, "must be longer than 0") });
                break;
            case "delay":
                Change("delay=", fault => fault with { Delay = ParseTime(word) });
                break;
            case "status":
                TakeStatus(word.Text, int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 200 and <= 599
                    ? status
                    : throw CreateInvalid(word.Text, "a status is a number from 200 to 599"));
                break;
            case "retry-after":
                RetryAfterText.Check(value, reason => CreateInvalid(word.Text, reason));
                Change("retry-after=", fault => fault with { RetryAfter = value });
                break;
            case "content-type":
                Change("content-type=", fault => fault with { ContentType = value.Length > 0 && !value.Any(char.IsControl) ? value : throw CreateInvalid(word.Text, "a content type is written as text/html") });
                break;
            case "body":
                Change("body=", fault => fault with { Body = value });
                break;
            default:
                throw CreateUnknown(word.Text, $"no setting; settings are {string.Join(", ", FaultWords.Settings.Select(setting => setting.Form))}");
        }
    }

    private void Change(string what, Func<SandboxFault, SandboxFault> change)
    {
        if (!_given.Add(what))
            throw new FaultTextException($"'{what}' is given twice.");
        _fault = change(_fault);
    }

    private static int ParseCount(FaultToken word) =>
        int.TryParse(word.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw CreateInvalid(word.Text, $"{word.Name} takes a whole number from 1 on");

    private static double ParseChance(FaultToken word)
    {
        var text = word.Value!;
        var isPercent = text.EndsWith('%');
        return double.TryParse(text.AsSpan(0, text.Length - (isPercent ? 1 : 0)), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && (isPercent ? number / 100 : number) is >= 0 and <= 1 and var chance
                ? chance
                : throw CreateInvalid(word.Text, "a chance is 0% to 100%, or 0 to 1, such as 5% or 0.05");
    }

    private static TimeSpan ParseTime(FaultToken word) =>
        FaultTime.TryParse(word.Value!, out var time) ? time : throw CreateInvalid(word.Text, $"{word.Name} takes {FaultTime.Forms}");

    private static FaultWord<T>? Find<T>(ImmutableArray<FaultWord<T>> table, string word) => table.FirstOrDefault(entry => entry.Word == word);

    private static FaultTextException CreateUnknown(string word, string what) => new($"'{word}' is {what}.");

    private static FaultTextException CreateInvalid(string word, string why) => new($"'{word}': {why}.");
}
