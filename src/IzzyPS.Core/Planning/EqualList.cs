using System.Collections.ObjectModel;

namespace IzzyPS.Planning;

/// <summary>
/// A read-only list that equals another one with equal items in the same order. A record compares its members by their own
/// <c>Equals</c>, and an array or a <c>List</c> equals only itself.
/// </summary>
/// <typeparam name="T">An item.</typeparam>
internal sealed class EqualList<T> : ReadOnlyCollection<T>, IEquatable<EqualList<T>>
{
    internal static new readonly EqualList<T> Empty = new([]);

    private EqualList(IList<T> items)
        : base(items)
    {
    }

    /// <summary>Makes a list of items that do not change any more.</summary>
    /// <param name="items">The items. A list is not copied.</param>
    internal static EqualList<T> From(IReadOnlyList<T> items) =>
        items as EqualList<T> ?? (items.Count == 0 ? Empty : new EqualList<T>(items as IList<T> ?? [.. items]));

    public bool Equals(EqualList<T>? other) => other is not null && (ReferenceEquals(this, other) || this.SequenceEqual(other));

    public override bool Equals(object? obj) => Equals(obj as EqualList<T>);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in this)
            hash.Add(item);
        return hash.ToHashCode();
    }
}
