namespace IzzyPS.Vehicles;

/// <summary>The least and the most plausible value of a field.</summary>
internal sealed record FieldRange(decimal Least, decimal Most)
{
    private readonly int _least = (int)Math.Clamp(Math.Ceiling(Least), int.MinValue, int.MaxValue);
    private readonly int _most = (int)Math.Clamp(Math.Floor(Most), int.MinValue, int.MaxValue);

    public bool Contains(int value) => value >= _least && value <= _most;

    public bool Contains(decimal value) => value >= Least && value <= Most;
}
