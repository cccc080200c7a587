//! What a control does that stands around another one and leaves most things to it.

/// Writes the named methods of iced's `Widget` for a control that holds one other, whose state is
/// the first child in the tree and whose layout is its own. The control has `inner` and `inner_mut`,
/// which give the other one; what it does differently it writes itself.
macro_rules! pass_on {
    ($($method:ident)*) => { $(pass_on!(@ $method);)* };
    (@ children) => {
        fn children(&self) -> Vec<iced::advanced::widget::Tree> {
            vec![iced::advanced::widget::Tree::new(self.inner())]
        }
    };
    (@ diff) => {
        fn diff(&self, tree: &mut iced::advanced::widget::Tree) {
            tree.diff_children(&[self.inner()]);
        }
    };
    (@ size) => {
        fn size(&self) -> iced::Size<iced::Length> {
            self.inner().size()
        }
    };
    (@ size_hint) => {
        fn size_hint(&self) -> iced::Size<iced::Length> {
            self.inner().size_hint()
        }
    };
    (@ layout) => {
        fn layout(
            &mut self,
            tree: &mut iced::advanced::widget::Tree,
            renderer: &iced::Renderer,
            limits: &iced::advanced::layout::Limits,
        ) -> iced::advanced::layout::Node {
            match tree.children.first_mut() {
                Some(child) => self.inner_mut().layout(child, renderer, limits),
                None => iced::advanced::layout::Node::new(iced::Size::ZERO),
            }
        }
    };
    (@ update) => {
        fn update(
            &mut self,
            tree: &mut iced::advanced::widget::Tree,
            event: &iced::Event,
            layout: iced::advanced::Layout<'_>,
            cursor: iced::mouse::Cursor,
            renderer: &iced::Renderer,
            clipboard: &mut dyn iced::advanced::Clipboard,
            shell: &mut iced::advanced::Shell<'_, Message>,
            viewport: &iced::Rectangle,
        ) {
            if let Some(child) = tree.children.first_mut() {
                self.inner_mut().update(
                    child, event, layout, cursor, renderer, clipboard, shell, viewport,
                );
            }
        }
    };
    (@ draw) => {
        fn draw(
            &self,
            tree: &iced::advanced::widget::Tree,
            renderer: &mut iced::Renderer,
            theme: &iced::Theme,
            style: &iced::advanced::renderer::Style,
            layout: iced::advanced::Layout<'_>,
            cursor: iced::mouse::Cursor,
            viewport: &iced::Rectangle,
        ) {
            if let Some(child) = tree.children.first() {
                self.inner()
                    .draw(child, renderer, theme, style, layout, cursor, viewport);
            }
        }
    };
    (@ mouse_interaction) => {
        fn mouse_interaction(
            &self,
            tree: &iced::advanced::widget::Tree,
            layout: iced::advanced::Layout<'_>,
            cursor: iced::mouse::Cursor,
            viewport: &iced::Rectangle,
            renderer: &iced::Renderer,
        ) -> iced::mouse::Interaction {
            match tree.children.first() {
                Some(child) => self
                    .inner()
                    .mouse_interaction(child, layout, cursor, viewport, renderer),
                None => iced::mouse::Interaction::None,
            }
        }
    };
    (@ operate) => {
        fn operate(
            &mut self,
            tree: &mut iced::advanced::widget::Tree,
            layout: iced::advanced::Layout<'_>,
            renderer: &iced::Renderer,
            operation: &mut dyn iced::advanced::widget::Operation,
        ) {
            if let Some(child) = tree.children.first_mut() {
                self.inner_mut().operate(child, layout, renderer, operation);
            }
        }
    };
    (@ overlay) => {
        fn overlay<'b>(
            &'b mut self,
            tree: &'b mut iced::advanced::widget::Tree,
            layout: iced::advanced::Layout<'b>,
            renderer: &iced::Renderer,
            viewport: &iced::Rectangle,
            translation: iced::Vector,
        ) -> Option<iced::advanced::overlay::Element<'b, Message, iced::Theme, iced::Renderer>> {
            self.inner_mut().overlay(
                tree.children.first_mut()?,
                layout,
                renderer,
                viewport,
                translation,
            )
        }
    };
}

/// Writes `inner` and `inner_mut` for a control whose other one is its `content`.
macro_rules! holds {
    ($control:ident) => {
        impl<Message> $control<'_, Message> {
            fn inner(&self) -> &dyn iced::advanced::Widget<Message, iced::Theme, iced::Renderer> {
                self.content.as_widget()
            }

            fn inner_mut(
                &mut self,
            ) -> &mut dyn iced::advanced::Widget<Message, iced::Theme, iced::Renderer> {
                self.content.as_widget_mut()
            }
        }
    };
}

pub(super) use {holds, pass_on};
