namespace IzzyPS.Csv;

/// <summary>What was found in a text whose lines were decoded one by one.</summary>
internal sealed class MixedText
{
    private const int MostExamples = 3;

    private readonly List<int> _otherLines = [];
    private readonly List<int> _damagedLines = [];
    private readonly List<int> _repairedLines = [];

    /// <summary>The number of lines in another encoding than most lines.</summary>
    public int OtherCount { get; private set; }

    /// <summary>The first lines in another encoding.</summary>
    public IReadOnlyList<int> OtherLines => _otherLines;

    /// <summary>The number of lines with bytes that no encoding explains. Their rows are rejected.</summary>
    public int DamagedCount { get; private set; }

    /// <summary>The first damaged lines.</summary>
    public IReadOnlyList<int> DamagedLines => _damagedLines;

    /// <summary>The number of lines with characters that had been encoded twice and were repaired.</summary>
    public int RepairedCount { get; private set; }

    /// <summary>The first repaired lines.</summary>
    public IReadOnlyList<int> RepairedLines => _repairedLines;

    /// <summary>Whether the text ends inside a UTF-8 character.</summary>
    public bool IsCut { get; set; }

    public void NoteOther(int line)
    {
        OtherCount++;
        AddExample(_otherLines, line);
    }

    public void NoteDamaged(int line)
    {
        DamagedCount++;
        AddExample(_damagedLines, line);
    }

    public void NoteRepaired(int line)
    {
        RepairedCount++;
        AddExample(_repairedLines, line);
    }

    private static void AddExample(List<int> lines, int line)
    {
        if (lines.Count < MostExamples)
            lines.Add(line);
    }
}
