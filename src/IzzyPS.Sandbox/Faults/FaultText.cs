using System.Globalization;
using System.Text;

namespace IzzyPS.Sandbox.Faults;

/// <summary>
/// Reads and writes the text of a fault. The first word says what happens. The other words may come in any order, and say on which calls,
/// when and how often it happens. Examples: <c>drop after-commit from=3 times=1</c>, <c>503 on update,close retry-after=30</c>,
/// <c>delay=2s chance=5%</c>. The words are in <see cref="FaultWords"/>.
/// </summary>
internal static class FaultText
{
    /// <summary>Reads a fault.</summary>
    /// <exception cref="FaultTextException">The text is invalid.</exception>
    internal static SandboxFault Parse(string text) => new FaultReader(text).Read();

    /// <summary>Writes a fault without its default values. <see cref="Parse"/> reads the text back to the same fault.</summary>
    internal static string Write(SandboxFault fault)
    {
        var text = new StringBuilder(WriteKind(fault));
        if (fault.Routes != SandboxRoutes.CreateCar)
            text.Append(' ').Append(FaultWords.On).Append(' ').Append(WriteRoutes(fault.Routes));
        if (fault.Moment != FaultMoment.BeforeCommit)
            text.Append(' ').Append(FaultWords.Moments.First(moment => moment.Value == fault.Moment).Word);
        if (fault.ReusedOnly)
            text.Append(' ').Append(FaultWords.Reused);
        if (fault.From != 1)
            text.Append(CultureInfo.InvariantCulture, $" from={fault.From}");
        if (fault.Times != int.MaxValue)
            text.Append(CultureInfo.InvariantCulture, $" times={fault.Times}");
        if (fault.Chance < 1)
            text.Append(" chance=").Append(WriteChance(fault.Chance));
        if (fault.At != TimeSpan.Zero)
            text.Append(" at=").Append(FaultTime.Write(fault.At));
        if (fault.For is { } time)
            text.Append(" for=").Append(FaultTime.Write(time));
        if (fault is { Delay: { } delay, Kind: not FaultKind.Delay })
            text.Append(" delay=").Append(FaultTime.Write(delay));
        if (fault.RetryAfter is { } retryAfter)
            text.Append(" retry-after=").Append(Quote(retryAfter));
        if (fault.ContentType is { } type)
            text.Append(" content-type=").Append(Quote(type));
        if (fault.Body is { } body)
            text.Append(" body=").Append(Quote(body));
        return text.ToString();
    }

    private static string WriteKind(SandboxFault fault) => fault switch
    {
        { Kind: FaultKind.Status, Status: >= 400 } => fault.Status.ToString(CultureInfo.InvariantCulture),
        { Kind: FaultKind.Status } => string.Create(CultureInfo.InvariantCulture, $"status={fault.Status}"),
        { Kind: FaultKind.Delay, Delay: { } delay } => "delay=" + FaultTime.Write(delay),
        _ => FaultWords.GetWord(fault.Kind),
    };

    private static string WriteRoutes(SandboxRoutes routes)
    {
        var words = new List<string>();
        foreach (var route in FaultWords.Routes)
        {
            if ((routes & route.Value) != route.Value)
                continue;
            words.Add(route.Word);
            routes &= ~route.Value;
        }

        return string.Join(',', words);
    }

    /// <summary>Writes a chance in per cent if that is exact, otherwise as a number.</summary>
    private static string WriteChance(double chance)
    {
        var percent = ((decimal)chance * 100).ToString("0.##########", CultureInfo.InvariantCulture);
        return double.Parse(percent, CultureInfo.InvariantCulture) / 100 == chance ? percent + "%" : chance.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Quote(string text)
    {
        if (text.Length > 0 && !text.Any(letter => char.IsWhiteSpace(letter) || letter is '\'' or '"' or '#'))
            return text;
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? "\"" : "'";
        return quote + text.Replace(quote, quote + quote, StringComparison.Ordinal) + quote;
    }
}
